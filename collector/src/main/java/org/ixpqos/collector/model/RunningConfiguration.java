package org.ixpqos.collector.model;

import java.time.Instant;

/**
 * What a probe ran from a moment on.
 *
 * @param source the probe's name
 * @param since when it first told us
 * @param version its daemon's
 * @param configuration the version of its configuration
 */
public record RunningConfiguration(
    String source, Instant since, String version, String configuration) {}
