package org.ixpqos.service.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.ixpqos.service.delivery.DeliveryListener.Trouble;
import org.ixpqos.service.retry.Backoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what waits in a source to one target: one post in flight, and a batch is settled only
 * once the target has answered for every item of it. A target that takes nothing is tried again
 * after a backoff, and one that needs a correction after a fixed time; an item that the target will
 * never take does not delay those behind it.
 *
 * <p>The machine's own thread does all of it; {@link #status} and the methods that end it may be
 * called by any other.
 */
public final class DeliveryMachine<I> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeliveryMachine.class);

  /** Both ends of a delivery, and its listener. */
  public record Route<I>(
      DeliverySource<I> source, DeliveryTarget<I> target, DeliveryListener listener) {}

  /**
   * The state of the delivery.
   *
   * @param posts since the machine was made
   * @param failures in a row, up to now
   * @param lastSuccess when a batch was last settled
   * @param trouble why the target takes nothing; empty when it takes items
   */
  public record Status(long posts, int failures, Optional<Instant> lastSuccess, String trouble) {}

  /** The result of a turn. */
  public enum Turn {
    /** A batch is settled. */
    DELIVERED,
    /** Nothing waited. */
    NOTHING,
    /** The batch has to be tried again. */
    FAILED
  }

  private static final Duration TROUBLED_FLUSH = Duration.ofSeconds(2);

  private enum Phase {
    RUNNING,
    /** Delivers the waiting items, up to a deadline, and to the first failure. */
    FLUSHING,
    CLOSED
  }

  private final Route<I> route;
  private final DeliveryPolicy policy;
  private final RefusalPolicy refusalPolicy;
  private final DeliveryTiming timing;
  private final Backoff backoff;
  private final PartSize size;
  private final TroubleWatch troubles;
  private final Thread thread;
  private final AtomicLong posts = new AtomicLong();
  private volatile Phase phase = Phase.RUNNING;
  private volatile long flushUntilNanos;
  private volatile int failures;
  private volatile Instant lastSuccess;
  private volatile String trouble = "";

  /**
   * Delivers nothing until it is started.
   *
   * @param threadName the name of its thread
   * @param random spreads the waits of the backoff
   */
  public DeliveryMachine(
      String threadName,
      Route<I> route,
      DeliveryPolicy policy,
      RefusalPolicy refusalPolicy,
      DeliveryTiming timing,
      RandomGenerator random) {
    this.route = route;
    this.policy = policy;
    this.refusalPolicy = refusalPolicy;
    this.timing = timing;
    this.backoff = new Backoff(random);
    this.size = new PartSize(policy.mostItems());
    this.troubles =
        new TroubleWatch(route.listener(), policy.quietFailures(), policy.reportsReasons());
    this.thread = new Thread(this::run, threadName);
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  public Status status() {
    return new Status(posts.get(), failures, Optional.ofNullable(lastSuccess), trouble);
  }

  private void run() {
    try {
      deliver();
    } catch (InterruptedException e) {
      log.debug("delivery ended at once thread={}", thread.getName());
    }
    if (phase == Phase.FLUSHING && !isFlushOver()) {
      try {
        route.target().lastWord();
      } catch (RuntimeException | Error e) {
        route.listener().fault(e);
      }
    }
  }

  private void deliver() throws InterruptedException {
    while (phase != Phase.CLOSED && !isFlushOver()) {
      boolean flushing = phase != Phase.RUNNING;
      Turn turn = guardedTurn();
      if (flushing && turn != Turn.DELIVERED) {
        return;
      }
    }
  }

  private boolean isFlushOver() {
    return phase == Phase.FLUSHING && System.nanoTime() - flushUntilNanos >= 0;
  }

  private Turn guardedTurn() throws InterruptedException {
    try {
      return turn();
    } catch (IOException | RuntimeException | Error e) {
      if (phase != Phase.CLOSED) {
        route.listener().fault(e);
        String reason = "a fault of this program's own: " + e;
        troubles.fault(new Trouble(reason, false), timing.nanoClock().getAsLong());
        failed(reason, backoff.next(), () -> false);
      }
      return Turn.FAILED;
    }
  }

  /**
   * Delivers a batch, or waits for one. Called by the machine's thread, or by a test's that did not
   * start it.
   *
   * @throws IOException the source can't be read, or its position can't be moved
   */
  public Turn turn() throws IOException, InterruptedException {
    Optional<? extends DeliveryBatch<I>> next = route.source().next();
    if (next.isEmpty()) {
      if (phase == Phase.RUNNING) {
        route.source().awaitMore();
      }
      pause(policy.gather(), () -> false);
      return Turn.NOTHING;
    }
    DeliveryBatch<I> batch = next.get();
    Attempt<I> attempt =
        new Attempt<>(
            batch.items(), this::post, route.listener(), refusalPolicy, size, policy.aloneTries());
    Outcome outcome = attempt.deliver();
    if (outcome instanceof Outcome.TryAgain later) {
      Trouble its = new Trouble(later.reason(), false);
      Duration wait = later.retryAfter().map(backoff::requested).orElseGet(backoff::next);
      refusedAll(its, wait, () -> false);
      return Turn.FAILED;
    }
    if (outcome instanceof Outcome.Held held) {
      refusedAll(new Trouble(held.reason(), true), policy.hold(), route.target()::isCorrected);
      return Turn.FAILED;
    }
    refusalPolicy.settled();
    batch.settle(attempt.settlement());
    succeeded();
    return Turn.DELIVERED;
  }

  private Outcome post(List<I> part) {
    posts.incrementAndGet();
    Outcome outcome = route.target().post(part);
    route.listener().posted(outcome);
    return outcome;
  }

  private void refusedAll(Trouble its, Duration wait, BooleanSupplier sooner)
      throws InterruptedException {
    if (phase == Phase.CLOSED) {
      return; // the machine's end cut the post off
    }
    troubles.failed(its, timing.nanoClock().getAsLong());
    route.source().fellBehind();
    failed(its.reason(), wait, sooner);
  }

  private void failed(String reason, Duration wait, BooleanSupplier sooner)
      throws InterruptedException {
    failures = troubles.failures();
    trouble = reason;
    pause(wait, sooner);
  }

  private void succeeded() {
    size.settled();
    backoff.succeeded();
    failures = 0;
    trouble = "";
    lastSuccess = timing.clock().instant();
    troubles.succeeded(timing.nanoClock().getAsLong());
  }

  /** Waits, but for the end, and for a condition. */
  private void pause(Duration time, BooleanSupplier sooner) throws InterruptedException {
    if (phase != Phase.RUNNING) {
      return;
    }
    try {
      timing.pause().of(time, sooner);
    } catch (InterruptedException e) {
      if (phase != Phase.FLUSHING) {
        throw e;
      }
    }
  }

  /**
   * Begins to deliver the waiting items, once, for at most so long. A target that takes nothing is
   * tried once more, for a shorter time.
   */
  public void beginFlush(Duration most) {
    boolean troubled = !trouble.isEmpty();
    boolean shorter = troubled && most.compareTo(TROUBLED_FLUSH) > 0;
    flushUntilNanos = System.nanoTime() + (shorter ? TROUBLED_FLUSH : most).toNanos();
    if (phase == Phase.RUNNING) {
      phase = Phase.FLUSHING;
    }
    if (troubled) {
      thread.interrupt(); // it sleeps until its next try
    }
  }

  /** Waits for the end of the flush, and cuts off a post that is not over then. */
  public void awaitFlush() throws InterruptedException {
    awaitEnd(flushUntilNanos);
    close();
  }

  /** Waits until the thread has ended, or a moment of {@link System#nanoTime} has come. */
  public boolean awaitEnd(long untilNanos) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
    thread.join(Math.max(1, left));
    return !thread.isAlive();
  }

  /** Ends at once; items that are not settled stay in the source. */
  @Override
  public void close() {
    phase = Phase.CLOSED;
    route.target().close();
    thread.interrupt();
  }
}
