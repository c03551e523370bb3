package org.ixpqos.collector.sink;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What became of some points that were offered to a sink. */
sealed interface Outcome {
  /** 2xx: it has them. VictoriaMetrics also says so of points that it drops. */
  record Taken() implements Outcome {}

  /**
   * 422, or a 400 that says so: it has some of them, and will never take the others.
   *
   * @param refused how many, or 1 when it did not say
   */
  record Partial(long refused, String reason) implements Outcome {}

  /** 400: something in it will never be taken; the rest may be. */
  record Refused(String reason) implements Outcome {}

  /** 413: the same in smaller parts. */
  record TooLarge(String reason) implements Outcome {}

  /**
   * Nobody knows whether they arrived, or it can't take them now: network errors, 408, 429, 5xx.
   *
   * @param retryAfter how long it asked to be left alone
   */
  record TryAgain(String reason, Optional<Duration> retryAfter) implements Outcome {}

  /** Somebody has to mend something first: 401, 403, 404, a redirect, anything unknown. */
  record Held(String reason) implements Outcome {}

  /** Its name in the metrics. */
  default String word() {
    return getClass().getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
