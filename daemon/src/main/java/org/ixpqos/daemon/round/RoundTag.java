package org.ixpqos.daemon.round;

import org.ixpqos.config.lists.Probe;

/** The tag that the engine returns with a round: its firing and peer. */
record RoundTag(Firing firing, Probe peer, String address) {}
