package org.ixpqos.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Hands log events on and sums up a message that repeats: of one message, ten a minute pass, and at
 * the minute's end one line has the number of the others. Messages are the same when the text
 * around their values is: a thousand peers lost at once are ten lines and a sum. A thread of its
 * own writes the events ({@link LogQueue}), so that no other thread waits for the log's reader.
 *
 * <p>Safe for use by any thread; {@link AppenderBase} holds its lock around each event.
 */
public final class RepeatedLines extends AppenderBase<ILoggingEvent>
    implements AppenderAttachable<ILoggingEvent> {
  private static final int PASSED = 10;
  private static final long WINDOW_SECONDS = 60;

  /** The messages that are counted together. */
  private record Message(String logger, Level level, String text) {}

  private static final class Count {
    private int seen;
    private ILoggingEvent last;
  }

  private final AppenderAttachableImpl<ILoggingEvent> next = new AppenderAttachableImpl<>();
  private final Map<Message, Count> counts = new HashMap<>(); // guarded by this
  private final LogQueue queue = new LogQueue(next::appendLoopOnAppenders);
  private ScheduledFuture<?> windows;

  @Override
  public void start() {
    windows =
        getContext()
            .getScheduledExecutorService()
            .scheduleAtFixedRate(this::endWindow, WINDOW_SECONDS, WINDOW_SECONDS, TimeUnit.SECONDS);
    queue.start();
    super.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    Count count = counts.computeIfAbsent(message(event), message -> new Count());
    count.seen++;
    count.last = event;
    if (count.seen <= PASSED) {
      queue.put(event);
    }
  }

  private static Message message(ILoggingEvent event) {
    // "{}" alone has no text of its own
    boolean bare = "{}".equals(event.getMessage());
    String text = bare ? event.getFormattedMessage() : event.getMessage();
    return new Message(event.getLoggerName(), event.getLevel(), text);
  }

  /** Logs how many events were held back since the last call, and resets the count. */
  synchronized void endWindow() {
    counts.values().stream()
        .filter(count -> count.seen > PASSED)
        .forEach(count -> queue.put(sum(count)));
    counts.clear();
  }

  /** Waits until the events so far are handed on. */
  boolean flush(long millis) {
    return queue.flush(millis);
  }

  private static LoggingEvent sum(Count count) {
    LoggingEvent sum = new LoggingEvent();
    sum.setLoggerName(count.last.getLoggerName());
    sum.setLevel(count.last.getLevel());
    sum.setThreadName(count.last.getThreadName());
    sum.setInstant(Instant.now());
    sum.setMessage(
        "… "
            + (count.seen - PASSED)
            + " more in the last minute, the last: "
            + count.last.getFormattedMessage());
    return sum;
  }

  @Override
  public void stop() {
    if (windows != null) {
      windows.cancel(false);
    }
    endWindow();
    super.stop();
    queue.stop();
    next.detachAndStopAllAppenders();
  }

  @Override
  public void addAppender(Appender<ILoggingEvent> appender) {
    next.addAppender(appender);
  }

  @Override
  public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
    return next.iteratorForAppenders();
  }

  @Override
  public Appender<ILoggingEvent> getAppender(String name) {
    return next.getAppender(name);
  }

  @Override
  public boolean isAttached(Appender<ILoggingEvent> appender) {
    return next.isAttached(appender);
  }

  @Override
  public void detachAndStopAllAppenders() {
    next.detachAndStopAllAppenders();
  }

  @Override
  public boolean detachAppender(Appender<ILoggingEvent> appender) {
    return next.detachAppender(appender);
  }

  @Override
  public boolean detachAppender(String name) {
    return next.detachAppender(name);
  }
}
