package org.ixpqos.collector.model;

import java.time.Instant;

/**
 * A time without data of a probe: no round of it is stored, though rounds before and after are.
 *
 * @param from when the last round before it started
 * @param until when the first round after it started
 */
public record Silence(Instant from, Instant until) {}
