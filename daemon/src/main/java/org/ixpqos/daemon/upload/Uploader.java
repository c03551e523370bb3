package org.ixpqos.daemon.upload;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.Buffer.Batch;
import org.ixpqos.daemon.buffer.Buffer.Numbered;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.service.retry.Backoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the buffer to one collector: one request in flight, what is fresh before what an outage
 * left behind, and nothing settled that the collector did not answer for.
 *
 * <p>Its own thread, {@code upload-NAME}, does all of it; the counters may be read by any.
 */
public final class Uploader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Uploader.class);
  private static final int MOST_ROWS = 1_000;
  private static final Duration HOLD = Duration.ofSeconds(60);

  /** So often, with nothing taken between, and the batch as a whole is refused. */
  private static final int REFUSALS = 20;

  /** A batch that is refused as a whole is tried so often before its rows are to blame. */
  private static final int WHOLE_REFUSED = 5;

  /** From the first result that waits to the request, so that a firing's peers share one. */
  private static final Duration GATHER = Duration.ofMillis(250);

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Waits; a test's does not. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /** What an uploader has done since the daemon started. */
  public record Status(
      String collector,
      String url,
      long requests,
      long accepted,
      long duplicates,
      long refused,
      int failures,
      Optional<Instant> lastSuccess,
      String trouble,
      Duration clockAhead,
      String clockText) {}

  private final Collector collector;
  private final CollectorClient client;
  private final Buffer buffer;
  private final int backlogRate;
  private final BiFunction<String, Instant, ProbeHealth> health;
  private final Timekeeper time;
  private final ClockRefusals clockRefusals;
  private final Backoff backoff;
  private final Pause pause;
  private final Thread thread;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong duplicates = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile Instant lastSuccess;
  private volatile String trouble = "";
  private volatile int failures;
  private volatile boolean closing;
  private volatile long flushUntilNanos;
  private long troubleSince;
  private boolean backlogFirst;
  private int wholeRefused;
  private long backlogAllowedAt = System.nanoTime();

  /**
   * Delivers nothing until it is started.
   *
   * @param health how the probe is, for a collector by name and a moment
   */
  public Uploader(
      Collector collector,
      Buffer buffer,
      int backlogRate,
      BiFunction<String, Instant, ProbeHealth> health,
      Timekeeper time,
      RandomGenerator random) {
    this(
        collector,
        buffer,
        backlogRate,
        health,
        time,
        random,
        wait -> TimeUnit.NANOSECONDS.sleep(wait.toNanos()));
  }

  Uploader(
      Collector collector,
      Buffer buffer,
      int backlogRate,
      BiFunction<String, Instant, ProbeHealth> health,
      Timekeeper time,
      RandomGenerator random,
      Pause pause) {
    this.pause = pause;
    this.collector = collector;
    this.clockRefusals = new ClockRefusals(collector.name(), time, random);
    this.client = new CollectorClient(collector, time, clockRefusals::heard);
    this.buffer = buffer;
    this.backlogRate = backlogRate;
    this.health = health;
    this.time = time;
    this.backoff = new Backoff(random);
    this.thread = new Thread(this::run, "upload-" + collector.name());
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  public Status status() {
    return new Status(
        collector.name(),
        collector.url().toString(),
        requests.get(),
        accepted.get(),
        duplicates.get(),
        refused.get(),
        failures,
        Optional.ofNullable(lastSuccess),
        trouble,
        clockRefusals.ahead(),
        clockRefusals.text().orElse(""));
  }

  private void run() {
    try {
      while (!closing || System.nanoTime() - flushUntilNanos < 0) {
        try {
          boolean last = closing;
          if (!turn() && last) {
            return;
          }
        } catch (RuntimeException e) {
          log.error("an upload failed by a fault of the daemon's own", e);
          failed("a fault of the daemon's own: " + e, backoff.next());
        }
      }
    } catch (InterruptedException e) {
      log.debug("upload ended at once collector={}", collector.name());
    }
  }

  /** Delivers a batch, or waits for one; false when there was nothing to deliver. */
  private boolean turn() throws InterruptedException {
    if (clockRefusals.isDue()) {
      buffer.release(collector.name());
    }
    long backlogWait = backlogAllowedAt - System.nanoTime();
    Optional<Batch> next =
        buffer.next(collector.name(), backlogFirst && backlogWait <= 0, mostRows());
    if (next.isEmpty()) {
      buffer.awaitAppend(LOOK_NANOS);
      if (!closing) {
        pause.of(GATHER);
      }
      return false;
    }
    Batch batch = next.get();
    if (batch.backlog() && backlogWait > 0) {
      buffer.awaitAppend(backlogWait);
      return true;
    }
    long began = System.nanoTime();
    if (deliver(batch) && batch.backlog()) {
      backlogAllowedAt = began + TimeUnit.SECONDS.toNanos(1) * batch.entries().size() / backlogRate;
    }
    // turn and turn about, so that neither starves
    backlogFirst = !batch.backlog();
    return true;
  }

  private int mostRows() {
    return collector.compat() ? 1 : MOST_ROWS;
  }

  /** Delivers a batch, in parts where it must; false when it has to be tried again later. */
  private boolean deliver(Batch batch) throws InterruptedException {
    List<Buffer.Refused> poisoned = new ArrayList<>();
    List<Buffer.Refused> postponed = new ArrayList<>();
    Set<Numbered> suspects = new HashSet<>();
    int refusals = 0;
    boolean someTaken = false;
    Deque<List<Numbered>> parts = new ArrayDeque<>();
    parts.add(wanted(batch));
    while (!parts.isEmpty()) {
      List<Numbered> part = parts.remove();
      if (part.isEmpty()) {
        continue;
      }
      requests.incrementAndGet();
      ProbeHealth now = health.apply(collector.name(), time.now());
      Delivery delivery = client.post(UploadBody.of(batch, part, now));
      if (delivery instanceof Delivery.Accepted done) {
        UploadAnswer answer = done.answer();
        if (!namesAll(part, answer)) {
          failed("200, but its counts do not add up to what was sent", backoff.next());
          return false;
        }
        Optional<List<Rejection>> rejected = rejected(part, answer);
        if (rejected.isEmpty()) {
          split(part, "rejected, and not said which", parts, poisoned);
          continue;
        }
        accepted.addAndGet(answer.serverTime() == null ? part.size() : answer.accepted());
        duplicates.addAndGet(answer.duplicates());
        for (Rejection rejection : rejected.get()) {
          BufferEntry entry = rejection.refused().entry().entry();
          boolean passes = clockRefusals.passes(entry, rejection.named(), answer);
          (passes ? postponed : poisoned).add(rejection.refused());
        }
        someTaken = true;
      } else if (delivery instanceof Delivery.TryAgain later) {
        failed(later.reason(), later.retryAfter().map(backoff::asked).orElseGet(backoff::next));
        return false;
      } else if (delivery instanceof Delivery.Held held) {
        failed(held.reason(), HOLD);
        return false;
      } else if (delivery instanceof Delivery.TooLarge large) {
        split(part, large.reason(), parts, poisoned);
      } else if (delivery instanceof Delivery.Refused no) {
        refusals++;
        boolean none = !someTaken && (parts.isEmpty() || refusals >= REFUSALS);
        if (none && wholeRefused < WHOLE_REFUSED && (part.size() == 1 || refusals >= REFUSALS)) {
          // it may not be the rows: something on the way damages whatever is sent
          wholeRefused++;
          failed("every part of it is refused: " + no.reason(), backoff.next());
          return false;
        }
        if (part.size() == 1 && suspects.add(part.get(0))) {
          // once more: a request that was damaged on its way is refused too
          parts.add(part);
        } else {
          split(part, no.reason(), parts, poisoned);
        }
      }
    }
    wholeRefused = 0;
    buffer.acknowledge(batch, poisoned, postponed.stream().map(Buffer.Refused::entry).toList());
    succeeded();
    if (!postponed.isEmpty()) {
      clockRefusals.refused(postponed.size(), postponed.get(0).reason());
    } else if (buffer.status().postponed().getOrDefault(collector.name(), 0L) == 0) {
      clockRefusals.allTaken();
    }
    if (!poisoned.isEmpty()) {
      refused.addAndGet(poisoned.size());
      log.warn(
          "the collector refused rows, they are in quarantine: see 'ixpqos buffer quarantine'"
              + " collector={} rows={} first_reason={}",
          collector.name(),
          poisoned.size(),
          poisoned.get(0).reason());
    }
    return true;
  }

  /** An original collector knows no gaps. */
  private List<Numbered> wanted(Batch batch) {
    if (!collector.compat()) {
      return batch.entries();
    }
    return batch.entries().stream()
        .filter(entry -> entry.entry().kind() == BufferEntry.Kind.ROW)
        .toList();
  }

  private static void split(
      List<Numbered> part,
      String reason,
      Deque<List<Numbered>> parts,
      List<Buffer.Refused> poisoned) {
    if (part.size() == 1) {
      poisoned.add(new Buffer.Refused(part.get(0), reason));
    } else {
      parts.add(part.subList(0, part.size() / 2));
      parts.add(part.subList(part.size() / 2, part.size()));
    }
  }

  /** An original collector counts nothing: its 200 is for all. */
  private static boolean namesAll(List<Numbered> part, UploadAnswer answer) {
    return answer.serverTime() == null
        || answer.accepted() + answer.duplicates() + answer.rejected().size() == part.size();
  }

  private record Rejection(Buffer.Refused refused, UploadAnswer.Rejected named) {}

  /** The entries that an answer rejects; empty when it names one that was not sent, or twice. */
  private static Optional<List<Rejection>> rejected(List<Numbered> part, UploadAnswer answer) {
    Map<Numbered, Rejection> named = new LinkedHashMap<>();
    for (UploadAnswer.Rejected rejected : answer.rejected()) {
      BufferEntry.Kind kind =
          rejected.list().equals("gaps") ? BufferEntry.Kind.GAP : BufferEntry.Kind.ROW;
      List<Numbered> ofKind = UploadBody.ofKind(part, kind);
      if (rejected.index() >= 0 && rejected.index() < ofKind.size()) {
        Numbered entry = ofKind.get(rejected.index());
        named.put(entry, new Rejection(new Buffer.Refused(entry, rejected.reason()), rejected));
      }
    }
    return named.size() == answer.rejected().size()
        ? Optional.of(List.copyOf(named.values()))
        : Optional.empty();
  }

  private void failed(String reason, Duration wait) throws InterruptedException {
    failures = backoff.failures() == 0 ? failures + 1 : backoff.failures();
    if (trouble.isEmpty()) {
      troubleSince = time.nanoTime();
      log.warn(
          "the collector can't be reached or does not take results; they wait on disk"
              + " collector={} url={} reason=\"{}\"",
          collector.name(),
          collector.url(),
          reason);
    } else if (!trouble.equals(reason)) {
      log.warn("still no delivery collector={} reason=\"{}\"", collector.name(), reason);
    }
    trouble = reason;
    buffer.fellBehind(collector.name());
    if (closing) {
      throw new InterruptedException("no second try while closing");
    }
    pause.of(wait);
  }

  private void succeeded() {
    lastSuccess = time.now();
    backoff.succeeded();
    failures = 0;
    if (!trouble.isEmpty()) {
      log.info(
          "the collector takes results again collector={} after={} waiting={}",
          collector.name(),
          Duration.ofNanos(time.nanoTime() - troubleSince).truncatedTo(ChronoUnit.SECONDS),
          buffer.status().waiting().get(collector.name()));
      trouble = "";
    }
  }

  /** This host's clock was set: what was refused for its time may be taken now. */
  void clockStepped() {
    clockRefusals.clockStepped();
  }

  /** Begins to deliver what is there, once, for at most so long. */
  void beginFlush(Duration flush) {
    flushUntilNanos = System.nanoTime() + flush.toNanos();
    closing = true;
    if (!trouble.isEmpty()) {
      // it sleeps until its next try, which would be the one that just failed
      thread.interrupt();
    }
  }

  /** Waits for the end of the flush, and ends what is not over then. */
  void awaitFlush() throws InterruptedException {
    join(flushUntilNanos);
    close();
  }

  /** Waits until it has ended, or a moment has come: a disk that does not answer keeps it. */
  void awaitEnd(long untilNanos) throws InterruptedException {
    join(untilNanos);
    if (thread.isAlive()) {
      log.error("an upload waits for the disk and is left behind collector={}", collector.name());
    }
  }

  private void join(long untilNanos) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
    thread.join(Math.max(1, left));
  }

  /** Ends at once; what was not acknowledged stays in the buffer. */
  @Override
  public void close() {
    closing = true;
    flushUntilNanos = System.nanoTime();
    client.close();
    thread.interrupt();
  }
}
