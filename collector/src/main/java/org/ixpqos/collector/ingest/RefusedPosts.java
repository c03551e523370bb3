package org.ixpqos.collector.ingest;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Whose uploads were refused for their key. Anybody may put any name into a body: names that are
 * neither listed nor stored are not remembered, and what is remembered is what somebody claimed.
 * Thread-safe.
 */
public final class RefusedPosts {
  private static final long LATELY = Duration.ofMinutes(10).toNanos();

  private final LongSupplier nanoClock;
  private final Predicate<String> isKnown;
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

  /** Why, in the words of the API and of metrics. */
  public enum Reason {
    /** The key is nobody's. */
    WRONG_KEY,
    /** The key is another probe's. */
    ANOTHERS_KEY,
    /** It is the shared key, and the probe has one of its own. */
    SHARED_KEY
  }

  /**
   * What was refused in a probe's name.
   *
   * @param owner whose the key was; empty where that is not one probe
   * @param from the newest one's address
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

  /** What was refused in the last ten minutes in a probe's name. */
  public Optional<Refusal> lately(String source) {
    return Optional.ofNullable(refusals.get(source))
        .filter(one -> nanoClock.getAsLong() - one.lastNanos() <= LATELY);
  }

  /** How much was refused since the start, by the name. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    refusals.forEach((source, one) -> counts.put(source, one.count()));
    return counts;
  }

  /** A name that is not known any more is not told of any more. */
  public void forget(String source) {
    refusals.remove(source);
  }
}
