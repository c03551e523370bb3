package org.ixpqos.daemon.round;

import org.ixpqos.config.lists.Probe;

/** What the engine hands back with a round: whose it is. */
record RoundTag(Firing firing, Probe peer, String address) {}
