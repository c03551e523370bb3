package org.ixpqos.collector.model;

import java.time.Instant;
import org.ixpqos.model.Upload;

/**
 * An upload as it came in.
 *
 * @param upload its good rows and gaps
 * @param at when it arrived
 */
public record ReceivedUpload(Upload upload, Instant at) {}
