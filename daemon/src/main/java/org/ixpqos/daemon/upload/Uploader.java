package org.ixpqos.daemon.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.ixpqos.cli.Version;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.Buffer.Batch;
import org.ixpqos.daemon.buffer.Buffer.Numbered;
import org.ixpqos.daemon.buffer.Entry;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.wire.ProbeHealth;
import org.ixpqos.wire.Upload;
import org.ixpqos.wire.UploadAnswer;
import org.ixpqos.wire.WireCodec;
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

  /** From the first result that waits to the request, so that a firing's peers share one. */
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

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
      String trouble) {}

  private final Collector collector;
  private final CollectorClient client;
  private final Buffer buffer;
  private final int backlogRate;
  private final BiFunction<String, Instant, ProbeHealth> health;
  private final Clock clock;
  private final Backoff backoff;
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
  private Instant troubleSince;

  /**
   * Delivers nothing until it is started.
   *
   * @param health how the probe is, for a collector by name and a moment
   * @throws IOException when the collector's CA file can't be used
   */
  public Uploader(
      Collector collector,
      Buffer buffer,
      int backlogRate,
      BiFunction<String, Instant, ProbeHealth> health,
      Clock clock,
      RandomGenerator random)
      throws IOException {
    this.collector = collector;
    this.client = new CollectorClient(collector, clock);
    this.buffer = buffer;
    this.backlogRate = backlogRate;
    this.health = health;
    this.clock = clock;
    this.backoff = new Backoff(random);
    this.thread = new Thread(this::run, "upload-" + collector.name());
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
        trouble);
  }

  private void run() {
    boolean backlogFirst = false;
    long backlogAllowedAt = System.nanoTime();
    try {
      while (!closing || System.nanoTime() - flushUntilNanos < 0) {
        boolean backlogNow = System.nanoTime() - backlogAllowedAt >= 0;
        Optional<Batch> next =
            buffer.next(collector.name(), backlogFirst && backlogNow, mostRows());
        if (next.isEmpty() || (next.get().backlog() && !backlogNow)) {
          if (closing && next.isEmpty()) {
            return;
          }
          buffer.awaitAppend(
              next.isEmpty() ? LOOK_NANOS : Math.max(1, backlogAllowedAt - System.nanoTime()));
          gather(next.isEmpty());
          continue;
        }
        Batch batch = next.get();
        long began = System.nanoTime();
        if (deliver(batch) && batch.backlog()) {
          backlogAllowedAt =
              began + TimeUnit.SECONDS.toNanos(1) * batch.entries().size() / backlogRate;
        }
        // turn and turn about, so that neither starves
        backlogFirst = !batch.backlog();
      }
    } catch (InterruptedException e) {
      log.debug("upload ended at once collector={}", collector.name());
    }
  }

  private int mostRows() {
    return collector.compat() ? 1 : MOST_ROWS;
  }

  private void gather(boolean wasIdle) throws InterruptedException {
    if (wasIdle && !closing) {
      TimeUnit.NANOSECONDS.sleep(GATHER_NANOS);
    }
  }

  /** Delivers a batch, in parts where it must; false when it has to be tried again later. */
  private boolean deliver(Batch batch) throws InterruptedException {
    List<Buffer.Refused> poisoned = new ArrayList<>();
    Deque<List<Numbered>> parts = new ArrayDeque<>();
    parts.add(wanted(batch));
    while (!parts.isEmpty()) {
      List<Numbered> part = parts.remove();
      Delivery delivery = part.isEmpty() ? null : client.post(body(batch, part));
      requests.addAndGet(part.isEmpty() ? 0 : 1);
      if (delivery instanceof Delivery.Accepted done) {
        poisoned.addAll(count(part, done.answer()));
      } else if (delivery instanceof Delivery.TryAgain later) {
        failed(later.reason(), later.retryAfter().map(backoff::asked).orElseGet(backoff::next));
        return false;
      } else if (delivery instanceof Delivery.Held held) {
        failed(held.reason(), HOLD);
        return false;
      } else if (delivery instanceof Delivery.TooLarge large) {
        split(part, large.reason(), parts, poisoned);
      } else if (delivery instanceof Delivery.Refused no) {
        split(part, no.reason(), parts, poisoned);
      }
    }
    buffer.acknowledge(batch, poisoned);
    succeeded();
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
        .filter(entry -> entry.entry().kind() == Entry.Kind.ROW)
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

  private List<Buffer.Refused> count(List<Numbered> part, UploadAnswer answer) {
    accepted.addAndGet(answer.accepted());
    duplicates.addAndGet(answer.duplicates());
    List<Buffer.Refused> poisoned = new ArrayList<>();
    for (UploadAnswer.Rejected rejected : answer.rejected()) {
      Entry.Kind kind = rejected.list().equals("gaps") ? Entry.Kind.GAP : Entry.Kind.ROW;
      List<Numbered> ofKind = ofKind(part, kind);
      if (rejected.index() >= 0 && rejected.index() < ofKind.size()) {
        poisoned.add(new Buffer.Refused(ofKind.get(rejected.index()), rejected.reason()));
      }
    }
    return poisoned;
  }

  private static List<Numbered> ofKind(List<Numbered> part, Entry.Kind kind) {
    return part.stream().filter(entry -> entry.entry().kind() == kind).toList();
  }

  private String body(Batch batch, List<Numbered> part) {
    Upload upload =
        new Upload(
            batch.source(),
            batchId(batch.epoch(), part),
            batch.epoch(),
            part.get(0).number(),
            Version.current(),
            health.apply(collector.name(), clock.instant()),
            List.of(),
            List.of());
    return WireCodec.encode(
        upload, json(ofKind(part, Entry.Kind.ROW)), json(ofKind(part, Entry.Kind.GAP)));
  }

  private static List<String> json(List<Numbered> entries) {
    return entries.stream().map(entry -> entry.entry().json()).toList();
  }

  /**
   * The same entries have the same name each time they are sent, also after a restart: a UUID of
   * version 8 (RFC 9562) out of what they are.
   */
  private static UUID batchId(String epoch, List<Numbered> part) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(epoch.getBytes(StandardCharsets.US_ASCII));
      for (Numbered entry : part) {
        digest.update(Long.toString(entry.number()).getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) ' ');
      }
      ByteBuffer hash = ByteBuffer.wrap(digest.digest());
      long version = (hash.getLong() & ~0xf000L) | 0x8000L;
      long variant = (hash.getLong() >>> 2) | (1L << 63);
      return new UUID(version, variant);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void failed(String reason, Duration wait) throws InterruptedException {
    failures = backoff.failures() == 0 ? failures + 1 : backoff.failures();
    if (trouble.isEmpty()) {
      troubleSince = clock.instant();
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
    TimeUnit.NANOSECONDS.sleep(wait.toNanos());
  }

  private void succeeded() {
    lastSuccess = clock.instant();
    backoff.succeeded();
    failures = 0;
    if (!trouble.isEmpty()) {
      log.info(
          "the collector takes results again collector={} after={} waiting={}",
          collector.name(),
          Duration.between(troubleSince, lastSuccess).truncatedTo(ChronoUnit.SECONDS),
          buffer.status().waiting().get(collector.name()));
      trouble = "";
    }
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

  /** Waits for the end of the flush and ends. */
  void awaitFlush() throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(flushUntilNanos - System.nanoTime());
    thread.join(Math.max(1, left));
    close();
    thread.join();
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
