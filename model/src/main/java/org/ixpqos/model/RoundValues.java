package org.ixpqos.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of one result while it is put together, in the fields' units. A field without a value
 * is absent. Not thread-safe.
 */
public final class RoundValues {
  private static final List<RoundField> NEEDED =
      List.of(RoundFields.MIN, RoundFields.MAX, RoundFields.AVG, RoundFields.JITTER);

  /** By the fields' places; not a number where a field is absent. */
  private final double[] values = new double[RoundFields.ALL.size()];

  public RoundValues() {
    clear();
  }

  /** Begins another result: all fields are absent. */
  public void clear() {
    Arrays.fill(values, Double.NaN);
  }

  /** Sets a field; null leaves it absent. */
  public void put(RoundField field, Number value) {
    if (value != null) {
      values[field.place()] = value.doubleValue();
    }
  }

  /** Sets a field. */
  public void set(RoundField field, double value) {
    values[field.place()] = value;
  }

  /** The field's number; null where it is absent. */
  public Double get(RoundField field) {
    return has(field) ? (Double) values[field.place()] : null;
  }

  public boolean has(RoundField field) {
    return !Double.isNaN(values[field.place()]);
  }

  /** The field's number as an integer; 0 where it is absent. */
  public long count(RoundField field) {
    return has(field) ? Math.round(values[field.place()]) : 0;
  }

  /** The packets' states, of which {@code scheduled} is the sum. */
  public PacketCounts packets(long scheduled) {
    return new PacketCounts(
        scheduled,
        count(RoundFields.RECEIVED),
        count(RoundFields.LOST),
        count(RoundFields.LATE),
        count(RoundFields.SEND_ERRORS),
        count(RoundFields.NOT_SENT),
        count(RoundFields.DUPLICATES),
        count(RoundFields.REORDERED));
  }

  /**
   * The times; null without replies.
   *
   * @throws IllegalArgumentException some of min, max, avg and jitter are there and some are not
   */
  public RttSummary times(List<Double> quantiles) {
    int there = 0;
    for (RoundField field : NEEDED) {
      there += has(field) ? 1 : 0;
    }
    if (there == 0) {
      return null;
    }
    if (there < NEEDED.size()) {
      throw new IllegalArgumentException(
          "ping_min, ping_max, ping_avg and ping_jitter: some are null and some are not");
    }
    return new RttSummary(
        get(RoundFields.MIN),
        get(RoundFields.MAX),
        get(RoundFields.AVG),
        get(RoundFields.JITTER),
        get(RoundFields.MEDIAN),
        quantiles,
        get(RoundFields.IPDV),
        get(RoundFields.PDV95));
  }

  /** The fields that are no components of a result. */
  public Map<RoundField, Double> more() {
    Map<RoundField, Double> more = Map.of();
    for (RoundField field : RoundFields.IN_MORE) {
      if (has(field)) {
        more = more.isEmpty() ? new HashMap<>() : more;
        more.put(field, get(field));
      }
    }
    return more;
  }
}
