package org.ixpqos.model.clock;

import java.time.Duration;

/**
 * How far this host's wall clock can be trusted.
 *
 * @param heard how many other hosts' clocks were compared lately
 * @param agreeing those of them whose clocks show the same time, within {@link
 *     Timekeeper#TOLERANCE}
 * @param ahead by how much this clock is ahead of the median of the others; negative when it is
 *     behind, zero when no host was heard
 */
public record ClockStanding(State state, int heard, int agreeing, Duration ahead) {
  /** The result of the comparisons. */
  public enum State {
    /** The clock shows a time before this program was built: it was never set. */
    UNSET,
    /** No other clock was heard. */
    UNCONFIRMED,
    /** Most other clocks show the same time. */
    CONFIRMED,
    /** At least half of the other clocks show another time. */
    CONTRADICTED
  }

  /**
   * The problem of the clock and its remedy, a sentence; empty when the clock is confirmed.
   *
   * @param others what the other hosts are, in a plural that ends in s, such as {@code probes}
   */
  public String text(String others) {
    return switch (state) {
      case UNSET ->
          "the clock of this host is not set, it shows a time before ixpqos was built: start NTP";
      case UNCONFIRMED -> "none of the " + others + " has confirmed the clock of this host yet";
      case CONFIRMED -> "";
      case CONTRADICTED ->
          "the clock of this host is "
              + ClockText.distance(ahead)
              + " the median of "
              + heard
              + " "
              + (heard == 1 ? others.substring(0, others.length() - 1) : others)
              + " ("
              + agreeing
              + (agreeing == 1 ? " agrees" : " agree")
              + "): look at NTP on all of these hosts";
    };
  }
}
