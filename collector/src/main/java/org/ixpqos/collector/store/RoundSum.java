package org.ixpqos.collector.store;

/** What the rounds of one pair in some time add up to, all of it. Times are milliseconds. */
public interface RoundSum extends MeshSum {
  long received();

  long sendErrors();

  long notSent();

  long duplicates();

  long reordered();

  long localDrops();

  /** Null when no reply came. */
  Double avg();

  /** The mean of the rounds' jitters; null when no reply came. */
  Double jitter();
}
