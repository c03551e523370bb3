package org.ixpqos.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/**
 * Writes log events as the service manager wants them: under systemd ({@code JOURNAL_STREAM} is
 * set) every line, a stack trace's too, starts with its severity as {@code <N>} (sd-daemon(3)), and
 * the journal adds the time; elsewhere lines are plain and carry their time. Each message is one
 * line ({@link LogText}).
 */
public final class SyslogEncoder extends EncoderBase<ILoggingEvent> {
  private final PatternLayout head = new PatternLayout();
  private final PatternLayout trace = new PatternLayout();
  private boolean journal = System.getenv("JOURNAL_STREAM") != null;

  /** Overrides the environment. */
  public void setJournal(boolean journal) {
    this.journal = journal;
  }

  @Override
  public void start() {
    start(head, "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %nopex");
    start(trace, "%ex{full}");
    super.start();
  }

  private void start(PatternLayout layout, String pattern) {
    layout.setContext(getContext());
    layout.setPattern(pattern);
    layout.start();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String text =
        (journal ? "" : head.doLayout(event))
            + LogText.line(event.getFormattedMessage())
            + "\n"
            + (event.getThrowableProxy() == null ? "" : LogText.trace(trace.doLayout(event)));
    if (journal) {
      String prefix = "<" + severity(event.getLevel()) + ">";
      StringBuilder lines = new StringBuilder(text.length() + 64);
      text.lines().forEach(line -> lines.append(prefix).append(line).append('\n'));
      text = lines.toString();
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** RFC 5424, 6.2.1. */
  private static int severity(Level level) {
    if (level.isGreaterOrEqual(Level.ERROR)) {
      return 3;
    }
    if (level.isGreaterOrEqual(Level.WARN)) {
      return 4;
    }
    return level.isGreaterOrEqual(Level.INFO) ? 6 : 7;
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
