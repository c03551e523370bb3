package org.ixpqos.collector.model;

import java.time.Instant;

/**
 * A time of which nothing of a probe is known: no round of it is stored, though rounds before and
 * after are.
 *
 * @param from when the last round before it started
 * @param until when the first round after it started
 */
public record Silence(Instant from, Instant until) {}
