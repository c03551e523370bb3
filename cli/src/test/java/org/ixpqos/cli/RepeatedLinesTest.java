package org.ixpqos.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatedLinesTest {
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> shown = new ListAppender<>();
  private final RepeatedLines repeated = new RepeatedLines();
  private final Logger log = context.getLogger("part");

  @BeforeEach
  void attach() {
    shown.start();
    repeated.setContext(context);
    repeated.addAppender(shown);
    repeated.start();
    log.addAppender(repeated);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private List<String> lines() {
    assertTrue(repeated.flush(10_000));
    return shown.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aMessageThatRepeatsIsSummedUpAtTheEndOfTheMinute() {
    for (int i = 1; i <= 250; i++) {
      log.warn("peer lost peer=p{}", i);
    }
    assertEquals(10, lines().size());
    assertEquals("peer lost peer=p10", lines().get(9));
    repeated.endWindow();
    assertEquals(11, lines().size());
    assertEquals("… 240 more in the last minute, the last: peer lost peer=p250", lines().get(10));
    assertEquals(Level.WARN, shown.list.get(10).getLevel());
  }

  @Test
  void aNewMinuteLetsItPassAgain() {
    for (int i = 1; i <= 11; i++) {
      log.warn("peer lost peer=p{}", i);
    }
    repeated.endWindow();
    log.warn("peer lost peer=p12");
    assertEquals("peer lost peer=p12", lines().get(lines().size() - 1));
  }

  @Test
  void whatDidNotRepeatIsNotSummedUp() {
    for (int i = 1; i <= 10; i++) {
      log.info("start {}", i);
      log.error("start {}", i);
    }
    repeated.endWindow();
    assertEquals(20, lines().size());
  }

  @Test
  void errorsOfAConfigurationAreAllShown() {
    for (int i = 1; i <= 30; i++) {
      log.error("{}", "schedule.json: $.schedule[" + i + "]");
    }
    assertEquals(30, lines().size());
  }

  @Test
  void whatIsHeldBackIsReportedAtTheEnd() {
    for (int i = 1; i <= 12; i++) {
      log.warn("again {}", i);
    }
    repeated.stop();
    assertEquals(
        "… 2 more in the last minute, the last: again 12",
        shown.list.get(10).getFormattedMessage());
  }
}
