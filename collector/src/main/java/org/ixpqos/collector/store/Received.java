package org.ixpqos.collector.store;

import java.time.Instant;
import org.ixpqos.wire.Upload;

/**
 * An upload as it came in.
 *
 * @param upload its good rows and gaps
 * @param at when
 */
public record Received(Upload upload, Instant at) {}
