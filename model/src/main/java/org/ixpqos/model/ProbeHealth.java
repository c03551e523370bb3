package org.ixpqos.model;

import java.time.Instant;

/**
 * How a probe is, told with each upload.
 *
 * @param sentAt the probe's clock when the request was written; the collector's skew is against it
 * @param startedAt when the daemon started
 * @param backlog rounds and gaps in the buffer that this collector has not acknowledged
 * @param dropped rounds that the buffer dropped for want of room since the epoch began
 * @param localDrops packets that the probe's own sockets dropped since the daemon started
 * @param configuration version of the configuration that runs: the first 12 hex digits of the
 *     SHA-256 of its files
 */
public record ProbeHealth(
    Instant sentAt,
    Instant startedAt,
    long backlog,
    long dropped,
    long localDrops,
    String configuration) {}
