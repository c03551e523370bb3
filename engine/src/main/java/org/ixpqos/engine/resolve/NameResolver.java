package org.ixpqos.engine.resolve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.ixpqos.engine.AddressFamily;

/**
 * Turns names into addresses on threads of its own. Addresses are cached, and refreshed in the
 * background once they are old; a name keeps its address as long as the lookup's answer contains
 * it, and when the name stops resolving. Names that failed the last time are looked up apart from
 * the others: a lookup without an answer takes ten seconds and more. Literal addresses, with a
 * scope or without, are returned at once and never looked up.
 *
 * <p>Every method may be called from any thread, and none waits.
 */
public final class NameResolver implements AutoCloseable {
  /** Lookups at once; where many stay unanswered, up to {@link #MAX_THREADS} threads. */
  private static final int AT_ONCE = 128;

  private static final int MAX_THREADS = 1_000;
  private static final int AT_ONCE_OF_FAILED = 8;
  private static final int MAX_THREADS_OF_FAILED = 128;

  /** As many as there may be probes. */
  private static final int MAX_WAITING = 20_000;

  /** How long a caller waits for a new answer when an older one exists. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final Lookup lookup;
  private final LongSupplier nanoClock;
  private final Duration keep;
  private final Duration limit;
  private final LookupThreads threads;
  private final LookupThreads threadsForFailed;
  private volatile Function<InetAddress, Optional<String>> refusal = address -> Optional.empty();
  private volatile Function<InetAddress, String> text = InetAddress::getHostAddress;
  private volatile Moved moved = (name, from, to) -> {};

  /** One entry for each name that was looked up; the names are those of the configuration. */
  private final Map<Question, Known> known = new ConcurrentHashMap<>();

  /** How a name's addresses are found; may wait. */
  @FunctionalInterface
  public interface Lookup {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  /** Receives each change of a name's address; on a thread of the resolver's. */
  @FunctionalInterface
  public interface Moved {
    void moved(String name, InetAddress from, InetAddress to);
  }

  private record Question(String name, AddressFamily family) {}

  /** The last answer, the time of its lookup, and the lookup that is under way, if any. */
  private record Known(Resolution last, long startedAt, CompletableFuture<Resolution> underWay) {}

  /**
   * Uses the system's own resolver.
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
    threads = new LookupThreads("resolver-", AT_ONCE, MAX_THREADS, MAX_WAITING);
    threadsForFailed =
        new LookupThreads("resolver-again-", AT_ONCE_OF_FAILED, MAX_THREADS_OF_FAILED, MAX_WAITING);
  }

  /**
   * Sets which addresses are refused because no reply can come from them, literal or looked up;
   * before the first lookup.
   *
   * @param why empty for an address that may be used
   */
  public NameResolver refusing(Function<InetAddress, Optional<String>> why) {
    this.refusal = why;
    return this;
  }

  /** Sets the function that formats addresses in messages; before the first lookup. */
  public NameResolver writing(Function<InetAddress, String> text) {
    this.text = text;
    return this;
  }

  /** Sets the listener for changes of addresses; before the first lookup. */
  public NameResolver notifying(Moved listener) {
    this.moved = listener;
    return this;
  }

  /**
   * The address of a name. The future is complete at once when the address is cached and not too
   * old, and within the limit otherwise; it never fails: an error is the result's {@code problem}.
   */
  public CompletableFuture<Resolution> resolve(String name, AddressFamily family) {
    if (Literal.isLiteral(name)) {
      return CompletableFuture.completedFuture(usable(Literal.parse(name, family), name));
    }
    Question question = new Question(name, family);
    CompletableFuture<Resolution> fresh = new CompletableFuture<>();
    Known entry = known.compute(question, (q, before) -> current(before, fresh));
    if (entry.underWay() == fresh) {
      begin(question, fresh, entry.last());
    }
    if (entry.underWay() == null) {
      return CompletableFuture.completedFuture(entry.last());
    }
    boolean lastWillDo = entry.last() != null && entry.last().usable();
    Resolution late =
        lastWillDo
            ? entry.last()
            : new Resolution(
                null, "cannot resolve " + name + ": no answer within " + limit.toMillis() + " ms");
    Duration patience = lastWillDo && PATIENCE.compareTo(limit) < 0 ? PATIENCE : limit;
    return entry
        .underWay()
        .copy()
        .completeOnTimeout(late, patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Resolution usable(Resolution literal, String name) {
    return Optional.ofNullable(literal.address())
        .flatMap(refusal)
        .map(why -> new Resolution(null, name + " is " + why))
        .orElse(literal);
  }

  private Known current(Known before, CompletableFuture<Resolution> fresh) {
    long now = nanoClock.getAsLong();
    if (before == null) {
      return new Known(null, now, fresh);
    }
    boolean good = before.underWay() != null || now - before.startedAt() < keep.toNanos();
    return good ? before : new Known(before.last(), now, fresh);
  }

  private void begin(Question question, CompletableFuture<Resolution> answer, Resolution last) {
    boolean failed = last != null && !last.problem().isEmpty();
    try {
      (failed ? threadsForFailed : threads)
          .execute(() -> answer(question, answer, find(question, last)));
    } catch (RejectedExecutionException e) {
      answer(question, answer, new Resolution(null, "too many names wait to be looked up"));
    }
  }

  private Resolution find(Question question, Resolution last) {
    try {
      InetAddress first = null;
      String refused = "";
      for (InetAddress address : lookup.addresses(question.name())) {
        if (AddressFamily.of(address) != question.family()) {
          continue;
        }
        Optional<String> why = refusal.apply(address);
        if (why.isPresent()) {
          refused = "it is " + text.apply(address) + ", " + why.get();
        } else if (last != null && address.equals(last.address())) {
          return Resolution.of(address); // servers rotate the order of several addresses
        } else if (first == null) {
          first = address;
        }
      }
      if (first != null) {
        return Resolution.of(first);
      }
      return new Resolution(
          null,
          refused.isEmpty() ? "it has no " + question.family().label() + " address" : refused);
    } catch (UnknownHostException | RuntimeException | Error e) {
      return new Resolution(null, e.toString());
    }
  }

  private void answer(Question question, CompletableFuture<Resolution> answer, Resolution found) {
    InetAddress[] before = new InetAddress[1];
    Known entry =
        known.compute(
            question,
            (q, old) -> {
              before[0] = old.last() == null ? null : old.last().address();
              return new Known(
                  found.usable() ? found : failed(old.last(), q.name(), found.problem()),
                  old.startedAt(),
                  null);
            });
    if (found.usable() && before[0] != null && !before[0].equals(found.address())) {
      moved.moved(question.name(), before[0], found.address());
    }
    answer.complete(entry.last());
  }

  private Resolution failed(Resolution last, String name, String why) {
    InetAddress address = last == null ? null : last.address();
    String kept = address == null ? "" : "; going on with " + text.apply(address);
    return new Resolution(address, "cannot resolve " + name + ": " + why + kept);
  }

  /** Begins no more lookups. */
  @Override
  public void close() {
    threads.close();
    threadsForFailed.close();
  }
}
