package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a collector that stopped, or that could not start. */
@Timeout(60)
class CollectorStartTest {
  private static final Set<String> OURS =
      Set.of("store-writer", "housekeeper", "store-watch", "clock", "live", "announce");

  @TempDir private Path directory;

  private CollectorConfig config(int port) throws Exception {
    Files.writeString(directory.resolve("key"), "k");
    Files.writeString(
        directory.resolve(CollectorConfig.FILE),
        "{\"listen\": {\"port\": "
            + port
            + "}, \"apiKeyFile\": \"key\", \"store\": {\"directory\": \"store\"}}");
    return CollectorConfig.read(directory);
  }

  private static List<String> threads() {
    Set<Thread> all = Thread.getAllStackTraces().keySet();
    return all.stream().map(Thread::getName).filter(OURS::contains).sorted().toList();
  }

  private static void assertEnded(List<String> before) throws InterruptedException {
    for (int i = 0; i < 1_000 && !threads().equals(before); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertEquals(before, threads());
  }

  @Test
  void aStopEndsEveryThread() throws Exception {
    List<String> before = threads();
    Collector collector = Collector.start(config(0), new TestingClock().keeper());
    assertTrue(
        threads().containsAll(OURS.stream().filter(name -> !name.equals("announce")).toList()),
        () -> threads().stream().collect(Collectors.joining(", ")));
    collector.stop();
    assertEnded(before);
  }

  @Test
  void aStartThatFailsAtItsLastStepLeavesNothingOpen() throws Exception {
    List<String> before = threads();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CollectorConfig config = config(taken.getLocalPort());
      assertThrows(
          Exception.class, () -> Collector.start(config, new TestingClock().keeper()).stop());
    }
    assertEnded(before);
    Collector.start(config(0), new TestingClock().keeper()).stop();
  }
}
