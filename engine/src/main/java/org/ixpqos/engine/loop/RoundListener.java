package org.ixpqos.engine.loop;

/** Told when a packet of a round was sent or ended, on the loop's thread. */
interface RoundListener {
  void changed(RunningRound round);
}
