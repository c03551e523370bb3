package org.ixpqos.collector.ingest;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Records whose uploads were refused for their key. Any client may put any name into a body: names
 * that are neither listed nor stored are not kept, and kept ones are only claimed. Thread-safe.
 */
public final class RefusedPosts {
  private static final long LATELY = Duration.ofMinutes(10).toNanos();

  private final LongSupplier nanoClock;
  private final Predicate<String> isKnown;
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

  /** The reasons, in the words of the API and of metrics. */
  public enum Reason {
    /** The key is unknown. */
    WRONG_KEY,
    /** The key is another probe's. */
    ANOTHERS_KEY,
    /** It is the shared key, and the probe has one of its own. */
    SHARED_KEY
  }

  /**
   * Refusals in a probe's name.
   *
   * @param owner the key's owner; empty where that is not one probe
   * @param from the address of the newest
   * @param count since the start
   */
  public record Refusal(
      Reason reason, String owner, String from, long count, long firstNanos, long lastNanos) {}

  /**
   * @param isKnown whether a name is listed or stored
   */
  public RefusedPosts(LongSupplier nanoClock, Predicate<String> isKnown) {
    this.nanoClock = nanoClock;
    this.isKnown = isKnown;
  }

  void refused(String source, Reason reason, String owner, String from) {
    if (!isKnown.test(source)) {
      return;
    }
    long now = nanoClock.getAsLong();
    refusals.merge(
        source,
        new Refusal(reason, owner, from, 1, now, now),
        (before, one) ->
            new Refusal(
                reason,
                owner,
                from,
                before.count() + 1,
                now - before.lastNanos() > LATELY ? now : before.firstNanos(),
                now));
  }

  /** Refusals of the last ten minutes in a probe's name. */
  public Optional<Refusal> lately(String source) {
    return Optional.ofNullable(refusals.get(source))
        .filter(one -> nanoClock.getAsLong() - one.lastNanos() <= LATELY);
  }

  /** The number of refusals since the start, by the name. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    refusals.forEach((source, one) -> counts.put(source, one.count()));
    return counts;
  }

  /** Removes names that are not known any more. */
  public void forget(String source) {
    refusals.remove(source);
  }
}
