package org.ixpqos.model;

/**
 * The state of the kernel's clock when a round starts (adjtimex(2)).
 *
 * @param synchronised whether NTP or PTP disciplines the clock
 * @param errorMicros the estimated error, microseconds
 * @param stepped whether the clock was stepped while the round ran
 */
public record ClockState(boolean synchronised, long errorMicros, boolean stepped) {}
