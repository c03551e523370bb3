package org.ixpqos.collector.api;

import java.time.Instant;
import java.util.Map;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.live.MeshCell;
import org.ixpqos.collector.model.Pair;

/**
 * The mesh at one moment.
 *
 * @param cells each pair's newest round
 * @param states the states of the probes and the pairs
 * @param sites the site of every probe that is listed or measured, by its name
 */
record MeshSnapshot(
    Instant now,
    PartialResult<Map<Pair, MeshCell>> cells,
    ProbeStates states,
    Map<String, String> sites) {}
