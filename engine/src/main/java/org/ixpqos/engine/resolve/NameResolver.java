package org.ixpqos.engine.resolve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.ixpqos.engine.AddressFamily;

/**
 * Turns names into addresses on threads of its own, so that a slow name delays nobody else. Answers
 * are kept for a while; a name that stops resolving keeps its last address. Addresses written out,
 * with a scope or without, are answered at once and never looked up.
 *
 * <p>Every method may be called from any thread, and none waits.
 */
public final class NameResolver implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int MOST_WAITING = 4_096;

  private final Lookup lookup;
  private final LongSupplier nanoClock;
  private final Duration keep;
  private final Duration limit;
  private final ExecutorService threads;

  /** One entry a name that was ever asked for; the names are those of the configuration. */
  private final Map<Question, Known> known = new ConcurrentHashMap<>();

  /** How a name's addresses are found; may wait. */
  @FunctionalInterface
  public interface Lookup {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  private record Question(String name, AddressFamily family) {}

  /** The last answer, when it was asked for, and the lookup that is under way, if one is. */
  private record Known(Resolution last, long askedAt, CompletableFuture<Resolution> underWay) {}

  /**
   * Asks the system's own resolver.
   *
   * @param keep how long an answer is good
   * @param limit how long a lookup may take before it counts as failed; it may still answer later
   */
  public NameResolver(Duration keep, Duration limit) {
    this(InetAddress::getAllByName, System::nanoTime, keep, limit);
  }

  /** The same with a lookup and a monotonic clock of the caller's. */
  public NameResolver(Lookup lookup, LongSupplier nanoClock, Duration keep, Duration limit) {
    this.lookup = lookup;
    this.nanoClock = nanoClock;
    this.keep = keep;
    this.limit = limit;
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "resolver-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    threads = pool;
  }

  /**
   * Where a name is. The future is complete at once when that is known and not too old, and within
   * the limit otherwise; it never fails: what went wrong is the answer's problem.
   */
  public CompletableFuture<Resolution> resolve(String name, AddressFamily family) {
    if (Literal.isLiteral(name)) {
      return CompletableFuture.completedFuture(Literal.parse(name, family));
    }
    Question question = new Question(name, family);
    CompletableFuture<Resolution> fresh = new CompletableFuture<>();
    Known entry = known.compute(question, (q, before) -> current(before, fresh));
    if (entry.underWay() == fresh) {
      begin(question, fresh);
    }
    if (entry.underWay() == null) {
      return CompletableFuture.completedFuture(entry.last());
    }
    Resolution late = failed(entry.last(), name, "no answer within " + limit.toMillis() + " ms");
    return entry.underWay().copy().completeOnTimeout(late, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Known current(Known before, CompletableFuture<Resolution> fresh) {
    long now = nanoClock.getAsLong();
    if (before == null) {
      return new Known(null, now, fresh);
    }
    boolean good = before.underWay() != null || now - before.askedAt() < keep.toNanos();
    return good ? before : new Known(before.last(), now, fresh);
  }

  private void begin(Question question, CompletableFuture<Resolution> answer) {
    try {
      threads.execute(() -> answer(question, answer, find(question)));
    } catch (RejectedExecutionException e) {
      answer(question, answer, new Resolution(null, "too many names wait to be looked up"));
    }
  }

  private Resolution find(Question question) {
    try {
      for (InetAddress address : lookup.addresses(question.name())) {
        if (AddressFamily.of(address) == question.family()) {
          return Resolution.of(address);
        }
      }
      return new Resolution(null, "it has no " + question.family().label() + " address");
    } catch (UnknownHostException | RuntimeException e) {
      return new Resolution(null, e.toString());
    }
  }

  private void answer(Question question, CompletableFuture<Resolution> answer, Resolution found) {
    Known entry =
        known.compute(
            question,
            (q, before) ->
                new Known(
                    found.usable() ? found : failed(before.last(), q.name(), found.problem()),
                    before.askedAt(),
                    null));
    answer.complete(entry.last());
  }

  private static Resolution failed(Resolution last, String name, String why) {
    InetAddress address = last == null ? null : last.address();
    String kept = address == null ? "" : "; going on with " + address.getHostAddress();
    return new Resolution(address, "cannot resolve " + name + ": " + why + kept);
  }

  /** Begins no more lookups. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
