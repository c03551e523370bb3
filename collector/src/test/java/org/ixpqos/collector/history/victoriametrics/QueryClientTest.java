package org.ixpqos.collector.history.victoriametrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.ixpqos.collector.database.DatabaseAccess;
import org.ixpqos.collector.history.HistoryUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
class QueryClientTest {
  private static final String ANSWER =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
          + "{\"metric\":{\"field\":\"sent\"},\"value\":[1.5,\"60\"]},"
          + "{\"metric\":{\"field\":\"none\"},\"value\":[1.5,\"NaN\"]}]}}";

  private final MockWebServer server = new MockWebServer();
  private final AtomicLong nanos = new AtomicLong();
  private final Logger logger = (Logger) LoggerFactory.getLogger(DatabaseState.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private QueryClient client;

  @BeforeEach
  void start() throws Exception {
    server.start();
    said.start();
    logger.addAppender(said);
    client = client(Duration.ofSeconds(20));
  }

  private QueryClient client(Duration patience) throws Exception {
    HistoryConfig config = new HistoryConfig(server.url("/"), DatabaseAccess.OPEN);
    return new QueryClient(config, patience, nanos::get);
  }

  @AfterEach
  void stop() {
    client.close();
    logger.detachAppender(said);
    server.close();
  }

  private List<Sample> ask() throws HistoryUnavailableException {
    List<Sample> found = new ArrayList<>();
    client.query("x", Instant.ofEpochMilli(1_795_000_000_999L), found::add);
    return found;
  }

  private void enqueue(int code, String body) {
    server.enqueue(new MockResponse.Builder().code(code).body(body).build());
  }

  @Test
  void asksForAMomentThatTheEngineMakesTheSameMillisecondOf() throws Exception {
    enqueue(200, ANSWER);
    List<Sample> found = ask();
    assertEquals(1, found.size(), "what is no number is no value");
    assertEquals("sent", found.get(0).field());
    assertEquals(60, found.get(0).value());
    String body = server.takeRequest().getBody().utf8();
    assertTrue(body.contains("time=1795000000.9992&nocache=1&timeout=20000ms"), body);
    double seconds = Double.parseDouble("1795000000.9992");
    assertEquals(1_795_000_000_999L, (long) (seconds * 1e3));
    assertEquals(1_795_000_000_999L, Math.round(seconds * 1e3));
  }

  @Test
  void doesNotWaitForASlowEngine() throws Exception {
    client.close();
    client = client(Duration.ofMillis(200));
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    HistoryUnavailableException e = assertThrows(HistoryUnavailableException.class, this::ask);
    assertTrue(e.getMessage().contains("in time"), e.getMessage());
    enqueue(200, ANSWER);
    // one question that took too long holds up no other, which may be late too on a busy machine
    try {
      assertFalse(ask().isEmpty());
    } catch (HistoryUnavailableException late) {
      assertTrue(late.getMessage().contains("in time"), late.getMessage());
    }
  }

  @Test
  void anEngineThatFailsIsLeftAloneForSomeSecondsAndReportedOnce() throws Exception {
    enqueue(500, "inside");
    assertThrows(HistoryUnavailableException.class, this::ask);
    assertThrows(HistoryUnavailableException.class, this::ask);
    assertEquals(1, server.getRequestCount());
    for (int i = 0; i < 5; i++) {
      nanos.addAndGet(Duration.ofSeconds(6).toNanos());
      enqueue(i % 2 == 0 ? 200 : 502, ANSWER);
      if (i % 2 == 0) {
        assertFalse(ask().isEmpty());
      } else {
        assertThrows(HistoryUnavailableException.class, this::ask);
      }
    }
    assertEquals(1, said.list.size(), said.list.toString());
    String line = said.list.get(0).getFormattedMessage();
    assertTrue(line.contains("it answered 500: inside; see to it"), line);
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    enqueue(200, ANSWER);
    ask();
    assertEquals(2, said.list.size());
    assertTrue(said.list.get(1).getFormattedMessage().endsWith("again"));
  }

  @Test
  void aRefusedQuestionHoldsUpNoOther() throws Exception {
    enqueue(422, "too many");
    assertThrows(HistoryUnavailableException.class, this::ask);
    enqueue(200, ANSWER);
    assertFalse(ask().isEmpty());
  }

  @Test
  void namesCanNotEndAString() {
    assertEquals("source=\"a\\\\\\\"}\\n\"", MetricsQl.matching("source", "a\\\"}\n"));
  }
}
