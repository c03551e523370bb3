package org.ixpqos.engine.loop;

/** Receives the sending and the outcome of each packet of a round, on the loop's thread. */
interface RoundListener {
  void changed(RunningRound round);
}
