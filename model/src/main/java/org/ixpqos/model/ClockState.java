package org.ixpqos.model;

/**
 * What the kernel says of its clock when a round starts (adjtimex(2)).
 *
 * @param synchronised whether something keeps it right
 * @param errorMicros the estimated error, microseconds
 * @param stepped whether the clock was stepped while the round ran
 */
public record ClockState(boolean synchronised, long errorMicros, boolean stepped) {}
