package org.ixpqos.collector;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class logs, kept instead of printed. */
public final class TestingLog implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> kept = new ListAppender<>();

  public TestingLog(Class<?> of) {
    logger = (Logger) LoggerFactory.getLogger(of);
    logger.setAdditive(false);
    kept.start();
    logger.addAppender(kept);
  }

  /** Severity and text, since the last call. */
  public List<String> lines() {
    List<String> lines =
        kept.list.stream()
            .map(event -> event.getLevel() + " " + event.getFormattedMessage())
            .toList();
    kept.list.clear();
    return lines;
  }

  @Override
  public void close() {
    logger.detachAppender(kept);
    logger.setAdditive(true);
  }
}
