package org.ixpqos.collector.model;

/** How far the clock can be believed by which what is stored is deleted. */
public enum ClockTrust {
  /** Most probes show the same time. */
  CONFIRMED,
  /** No probe tells its time: original clients do not. */
  ALONE,
  /** Probes contradict it, or it was never set. */
  DOUBTED
}
