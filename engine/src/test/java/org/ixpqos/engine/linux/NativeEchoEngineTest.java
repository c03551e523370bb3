package org.ixpqos.engine.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.Timestamps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The engine on real sockets and the loopback interface. Needs root; run by -Dtest.excluded=none.
 */
@Tag("root")
@Timeout(60)
class NativeEchoEngineTest {
  private EchoEngine engine;

  @BeforeEach
  void open() throws Exception {
    engine = NativeEchoEngine.open(EngineSettings.DEFAULT);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void bothFamiliesAreMeasuredByKernelStamps() throws Exception {
    assertEquals(Map.of("IPv4", "raw", "IPv6", "raw"), engine.status().sockets());
    for (String target : new String[] {"127.0.0.1", "::1"}) {
      EchoRound round = finish(request(target, 5, EchoOptions.DEFAULT));
      for (int i = 0; i < 5; i++) {
        var replied = assertInstanceOf(PacketOutcome.Replied.class, round.outcome(i), target);
        assertEquals(Timestamps.KERNEL_TX_RX, replied.timestamps());
        assertTrue(replied.rttNanos() > 0 && replied.rttNanos() < 50_000_000, replied.toString());
      }
    }
  }

  @Test
  void everyOptionIsTaken() throws Exception {
    EchoOptions options = new EchoOptions(EchoOptions.LARGEST_SIZE, 46, 3, false, null, "lo");
    assertReplied(finish(request("127.0.0.9", 3, options)));
    options = new EchoOptions(1_001, 46, 3, true, InetAddress.getAllByName("127.0.0.77")[0], "");
    assertReplied(finish(request("127.0.0.9", 3, options)));
    options = new EchoOptions(1_001, 46, 3, true, InetAddress.getAllByName("::1")[0], "lo");
    assertReplied(finish(request("::1", 3, options)));
    options = new EchoOptions(16, 0, 0, false, null, "");
    assertReplied(finish(request("::1", 3, options)));
  }

  @Test
  void whatDoesNotFitIsASendError() throws Exception {
    EchoOptions whole = new EchoOptions(EchoOptions.LARGEST_SIZE, 0, 0, true, null, "");
    EchoRound round = finish(request("::1", 2, whole));
    assertEquals(new PacketOutcome.SendError("EMSGSIZE"), round.outcome(0));
    EchoOptions nowhere = new EchoOptions(56, 0, 0, false, null, "no-such-lan");
    assertEquals(
        new PacketOutcome.SendError("ENODEV"), finish(request("::1", 1, nowhere)).outcome(0));
  }

  @Test
  void tenThousandPeersEverySecondLoseNothing() throws Exception {
    int peers = 10_000;
    for (int i = 0; i < peers; i++) {
      byte[] address = {127, 1, (byte) (i >> 8), (byte) i};
      engine.start(
          new EchoRequest(
              InetAddress.getByAddress(address),
              3,
              0,
              TimeUnit.SECONDS.toNanos(1),
              TimeUnit.SECONDS.toNanos(1),
              i * 100_000L,
              EchoOptions.DEFAULT,
              i));
    }
    Map<String, Integer> ends = new HashMap<>();
    for (int i = 0; i < peers; i++) {
      EchoRound round = engine.poll(Duration.ofSeconds(10));
      assertNotNull(round);
      for (int packet = 0; packet < 3; packet++) {
        ends.merge(round.outcome(packet).getClass().getSimpleName(), 1, Integer::sum);
      }
      assertEquals(0, round.localDrops());
    }
    assertEquals(Map.of("Replied", 3 * peers), ends, engine.status().toString());
    assertNull(engine.poll(Duration.ZERO));
    assertEquals(0, engine.status().roundsInFlight());
  }

  @Test
  void theLoopAllocatesNothingWhileRoundsRun() throws Exception {
    long loop =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("engine"))
            .mapToLong(Thread::getId)
            .findAny()
            .orElseThrow();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 100; i++) {
      engine.start(
          new EchoRequest(
              InetAddress.getByAddress(new byte[] {127, 2, 0, (byte) i}),
              300,
              0,
              10_000_000,
              500_000_000,
              i * 100_000L,
              EchoOptions.DEFAULT,
              null));
    }
    awaitReplied(10_000); // by then what allocates once has
    long before = threads.getThreadAllocatedBytes(loop);
    awaitReplied(25_000);
    long allocated = threads.getThreadAllocatedBytes(loop) - before;
    assertEquals(0, allocated, "bytes for 15,000 packets");
  }

  private void awaitReplied(long packets) {
    while (engine.status().packets().get("replied") < packets) {
      LockSupport.parkNanos(1_000_000); // bounded by the class's timeout
    }
  }

  private EchoRound finish(EchoRequest request) throws Exception {
    EchoRound round = engine.start(request);
    assertEquals(round, engine.poll(Duration.ofSeconds(10)), engine.status().toString());
    return round;
  }

  private static void assertReplied(EchoRound round) {
    for (int i = 0; i < round.request().count(); i++) {
      assertInstanceOf(
          PacketOutcome.Replied.class, round.outcome(i), round.request() + " packet " + i);
    }
  }

  private static EchoRequest request(String target, int count, EchoOptions options)
      throws Exception {
    return new EchoRequest(
        InetAddress.getAllByName(target)[0], count, 1, 10_000_000, 500_000_000, 0, options, null);
  }
}
