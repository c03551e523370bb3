package org.ixpqos.collector.model;

/** How far the clock can be trusted for deleting stored data. */
public enum ClockTrust {
  /** Most probes show the same time. */
  CONFIRMED,
  /** No probe reports its time: original clients do not. */
  ALONE,
  /** Probes contradict it, or it was never set. */
  DOUBTED
}
