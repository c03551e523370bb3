package org.ixpqos.collector.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a range begins; how it is asked for, {@code PageReadsTest} has. */
class TimeRangeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:03:07Z");

  @ParameterizedTest
  @CsvSource({
    "PT10M,  2026-11-22T09:53:07Z",
    "PT59M,  2026-11-22T09:04:07Z",
    "PT1H,   2026-11-22T09:00:00Z",
    "PT5H,   2026-11-22T05:00:00Z",
    "PT5H4M, 2026-11-22T04:55:00Z",
    "PT6H,   2026-11-22T04:00:00Z",
    "P30D,   2026-10-23T10:00:00Z"
  })
  void aLongOneThatEndsNowBeginsWhereWhatIsStoredDoes(Duration length, Instant begin) {
    TimeRange range = new TimeRange(NOW.minus(length), NOW, length, true);
    TimeRange aligned = range.aligned();
    assertEquals(begin, aligned.from());
    assertEquals(NOW, aligned.until());
    assertEquals(length, aligned.length());
    TimeRange given = new TimeRange(NOW.minus(length), NOW, length, false);
    assertEquals(given, given.aligned());
  }
}
