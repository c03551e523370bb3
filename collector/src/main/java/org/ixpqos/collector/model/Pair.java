package org.ixpqos.collector.model;

import org.ixpqos.model.RoundResult;

/**
 * The subject of measurements: one direction between two probes, in one family, by one schedule
 * entry.
 *
 * @param source the probe that measures
 * @param target the probe that is measured
 * @param proto IP version, 4 or 6
 * @param schedule the entry's name; empty from an original client
 */
public record Pair(String source, String target, int proto, String schedule) {
  /** The pair of a probe's round. */
  public static Pair of(String source, RoundResult row) {
    return new Pair(source, row.target(), row.proto(), row.schedule());
  }

  /** Written out: the one that a record gets compares through four handles, for each round. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Pair pair
        && proto == pair.proto
        && target.equals(pair.target)
        && source.equals(pair.source)
        && schedule.equals(pair.schedule);
  }

  /** Spread: of names that differ in a digit, the usual sum collides for dozens of pairs. */
  @Override
  public int hashCode() {
    int names = (source.hashCode() * 0x9E3779B1) ^ target.hashCode();
    return (names * 0x85EBCA77) ^ (schedule.hashCode() + proto);
  }
}
