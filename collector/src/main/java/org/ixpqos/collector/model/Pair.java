package org.ixpqos.collector.model;

import org.ixpqos.model.RoundResult;

/**
 * The subject of measurements: one direction between two probes, in one family, by one schedule
 * entry. Not a record, for it keeps its hash code: each round looks its pair up several times.
 */
public final class Pair {
  private final String source;
  private final String target;
  private final int proto;
  private final String schedule;
  private final int hash;

  /**
   * @param source the probe that measures
   * @param target the probe that is measured
   * @param proto IP version, 4 or 6
   * @param schedule the entry's name; empty from an original client
   */
  public Pair(String source, String target, int proto, String schedule) {
    this.source = source;
    this.target = target;
    this.proto = proto;
    this.schedule = schedule;
    this.hash = hash(source, target, proto, schedule);
  }

  /** The pair of a probe's round. */
  public static Pair of(String source, RoundResult row) {
    return new Pair(source, row.target(), row.proto(), row.schedule());
  }

  /** Spread: of names that differ in a digit, the usual sum collides for dozens of pairs. */
  private static int hash(String source, String target, int proto, String schedule) {
    int names = (source.hashCode() * 0x9E3779B1) ^ target.hashCode();
    return (names * 0x85EBCA77) ^ (schedule.hashCode() + proto);
  }

  /** The probe that measures. */
  public String source() {
    return source;
  }

  /** The probe that is measured. */
  public String target() {
    return target;
  }

  /** IP version, 4 or 6. */
  public int proto() {
    return proto;
  }

  /** The entry's name; empty from an original client. */
  public String schedule() {
    return schedule;
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof Pair pair
        && hash == pair.hash
        && proto == pair.proto
        && target.equals(pair.target)
        && source.equals(pair.source)
        && schedule.equals(pair.schedule);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return source + " to " + target + " (IPv" + proto + ", " + schedule + ")";
  }
}
