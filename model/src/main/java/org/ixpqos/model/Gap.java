package org.ixpqos.model;

import java.time.Instant;

/**
 * A time in which a probe did not measure, or did and has no result: never loss. An element of the
 * upload's {@code gaps} array.
 *
 * @param from its start, UTC, microseconds
 * @param until its end
 * @param reason one of the constants below
 * @param schedule the entry it is a gap of; empty when of all
 * @param rounds rounds that are missing because of it; 0 when not known
 */
public record Gap(Instant from, Instant until, String reason, String schedule, long rounds) {
  /** The daemon was stopped and started again. */
  public static final String STOPPED = "stopped";

  /** The daemon ended without stopping: killed, crashed, power lost. */
  public static final String CRASHED = "crashed";

  /** A round was being measured when the daemon crashed. */
  public static final String CUT_SHORT = "cut-short";

  /** A firing came while the entry's last one was still sending. */
  public static final String OVERLAP = "overlap";

  /** A firing was missed: the host slept, was stopped, or too busy. */
  public static final String MISFIRED = "misfired";

  /** A fault of the probe's own kept a firing or its results from being measured or kept. */
  public static final String FAULT = "fault";

  /** The clock was set forward past this time, or the host slept. */
  public static final String CLOCK_STEP = "clock-step";

  /** The buffer was full and the oldest rounds were dropped. */
  public static final String DROPPED = "dropped";

  /** The collector refused a row, and it is in quarantine on the probe. */
  public static final String QUARANTINED = "quarantined";
}
