package org.ixpqos.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.daemon.config.RemoteConfiguration;
import org.ixpqos.daemon.remote.RemoteConfigurationFetcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists that the collector hands out, and the copy of them. */
class ListsTest {
  private static final String PROBES =
      "{\"probes\": [{\"name\": \"p1\", \"proto\": 4, \"address\": \"127.0.0.1\"},"
          + " {\"name\": \"p2\", \"proto\": 4, \"address\": \"127.0.0.2\"}]}";
  private static final String SCHEDULE =
      "{\"schedule\": [{\"name\": \"mesh\", \"every\": \"1m\", \"targets\": [\"p2\"]}]}";

  @TempDir private Path directory;
  private final MockWebServer collector = new MockWebServer();
  private final Map<String, String> lists = new ConcurrentHashMap<>();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private ConfigurationLoader loader;
  private RemoteConfigurationFetcher fetcher;

  @BeforeEach
  void write() throws IOException {
    collector.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    collector.start();
    Files.writeString(directory.resolve("key"), "secret\n");
    Files.writeString(
        directory.resolve("daemon.json"),
        String.format(
            Locale.ROOT,
            """
            {"name": "p1", "configuration": "collector",
             "collectors": [{"url": "http://127.0.0.1:%d", "keyFile": "%s"}],
             "buffer": {"directory": "%s"}, "status": {"port": 0}}
            """,
            collector.getPort(),
            directory.resolve("key"),
            directory));
    loader = new ConfigurationLoader(directory, new QuartzCron());
    lists.put("probes", PROBES);
    lists.put("schedule", SCHEDULE);
  }

  private MockResponse answer(RecordedRequest request) {
    String path = request.getUrl().encodedPath();
    String list = path.substring(path.lastIndexOf('/') + 1);
    String text = lists.get(list);
    String tag = text == null ? "" : "\"" + text.hashCode() + "\"";
    String known = request.getHeaders().get("If-None-Match");
    MockResponse.Builder answer = new MockResponse.Builder();
    if (text == null || !"secret".equals(request.getHeaders().get("X-API-Key"))) {
      answer.code(503);
    } else if (tag.equals(known)) {
      answer.code(304);
    } else {
      answer.body(text).setHeader("ETag", tag);
    }
    MockResponse built = answer.build();
    asked.add(list + " " + built.getCode());
    return built;
  }

  /** A fetcher as a daemon that was just started has. */
  private void start() {
    fetcher =
        new RemoteConfigurationFetcher(
            () -> configuration().daemon(), new QuartzCron(), () -> changes.add("changed"));
    fetcher.start();
  }

  private Configuration configuration() {
    try {
      return loader.load();
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    if (fetcher != null) {
      fetcher.close();
    }
    collector.close();
  }

  private static void next(BlockingQueue<String> queue, String wanted) throws InterruptedException {
    assertEquals(wanted, queue.poll(Duration.ofSeconds(10).toNanos(), TimeUnit.NANOSECONDS));
  }

  @Test
  void theListsAreFetchedAndKeptForAnOutage() throws Exception {
    assertTrue(configuration().missing().contains("not fetched yet"));
    start();
    next(changes, "changed");
    assertEquals("", configuration().missing());
    assertEquals(1, configuration().peers(configuration().enabled().get(0)).size());
    fetcher.close();

    lists.clear();
    asked.clear();
    start();
    next(asked, "probes 503");
    assertEquals("", configuration().missing());
  }

  @Test
  void whatIsKnownIsNotFetchedAgain() throws Exception {
    start();
    next(changes, "changed");
    fetcher.close();
    asked.clear();
    start();
    next(asked, "probes 304");
    next(asked, "schedule 304");
    assertTrue(changes.isEmpty());
  }

  @Test
  void listsWithAnErrorAreNotTakenOver() throws Exception {
    start();
    next(changes, "changed");
    fetcher.close();
    String version = configuration().version();
    lists.put("schedule", SCHEDULE.replace("p2", "p9"));
    asked.clear();
    start();
    next(asked, "probes 304");
    next(asked, "schedule 200");
    fetcher.close();
    assertEquals(version, configuration().version());
    assertTrue(changes.isEmpty());
  }

  @Test
  void aListWithoutThisProbeStopsItAndIsReported() throws Exception {
    lists.put("probes", PROBES.replace("p1", "p3"));
    start();
    next(changes, "changed");
    assertTrue(configuration().missing().contains("does not list \"p1\""));
    assertTrue(configuration().enabled().isEmpty());
  }

  @Test
  void theKeysOldNameIsTakenAndTheNewOneNamed() throws Exception {
    Path file = directory.resolve("daemon.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"configuration\"", "\"lists\""));
    assertTrue(configuration().missing().contains("not fetched yet"));
    assertTrue(
        configuration().warnings().stream()
            .anyMatch(line -> line.contains("$.lists") && line.contains("\"configuration\"")),
        () -> configuration().warnings().toString());
    Files.writeString(file, text.replace("{\"name\"", "{\"lists\": \"collector\", \"name\""));
    ConfigException both = assertThrows(ConfigException.class, () -> loader.load());
    assertTrue(both.getMessage().contains("$.lists"), both.getMessage());
  }

  @Test
  void aDamagedCopyIsAsNone() throws Exception {
    Files.writeString(directory.resolve(RemoteConfiguration.FILE), "{\"probes\": \"{");
    assertTrue(configuration().missing().contains("not fetched yet"));
    start();
    next(changes, "changed");
    assertEquals("", configuration().missing());
    assertFalse(Files.exists(directory.resolve(".lists.json.new")));
  }
}
