package org.ixpqos.collector.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.wire.AcceptedTimes;

/**
 * The maximum age of received rounds and gaps.
 *
 * @param rounds how long rounds are kept
 * @param gaps how long gaps are kept
 * @param keptSince rounds that started before were deleted, and are not accepted again
 */
public record AcceptedAges(Duration rounds, Duration gaps, Supplier<Instant> keptSince) {
  /** A margin: a round that is almost too old might be deleted before it is written. */
  private static final Duration EDGE = Duration.ofMinutes(2);

  AcceptedTimes at(Instant receivedAt, Supplier<ClockStanding> standing) {
    Instant oldest = receivedAt.minus(rounds).plus(EDGE);
    Instant since = keptSince.get();
    return new AcceptedTimes(
        receivedAt, since.isAfter(oldest) ? since : oldest, receivedAt.minus(gaps), standing);
  }
}
