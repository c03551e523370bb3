package org.ixpqos.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of one result while it is put together, in the fields' units. A field without a value
 * is absent. Not thread-safe.
 */
public final class RoundValues {
  private final Map<RoundField, Double> values = new HashMap<>();

  /** Sets a field; null leaves it absent. */
  public void put(RoundField field, Number value) {
    if (value != null) {
      values.put(field, value.doubleValue());
    }
  }

  /** The field's number; null where it is absent. */
  public Double get(RoundField field) {
    return values.get(field);
  }

  public boolean has(RoundField field) {
    return values.containsKey(field);
  }

  /** The field's number as an integer; 0 where it is absent. */
  public long count(RoundField field) {
    return Math.round(values.getOrDefault(field, 0.0));
  }

  public void removeAll(Collection<RoundField> fields) {
    values.keySet().removeAll(fields);
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
    List<RoundField> all =
        List.of(RoundFields.MIN, RoundFields.MAX, RoundFields.AVG, RoundFields.JITTER);
    if (all.stream().noneMatch(this::has)) {
      return null;
    }
    if (!all.stream().allMatch(this::has)) {
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
    Map<RoundField, Double> more = new HashMap<>(values);
    more.keySet().removeIf(field -> !field.isInMore());
    return more;
  }
}
