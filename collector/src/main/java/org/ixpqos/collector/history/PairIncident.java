package org.ixpqos.collector.history;

import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.model.Pair;

/** An incident, and the pair whose rounds stood out. */
public record PairIncident(Pair pair, Incident incident) {}
