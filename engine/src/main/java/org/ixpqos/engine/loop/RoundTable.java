package org.ixpqos.engine.loop;

import org.ixpqos.engine.packet.Token;

/**
 * The rounds in flight by slot. A slot that was given back is used again last, and under the next
 * generation: tokens of the round before name nothing. Owned by the loop's thread.
 */
final class RoundTable {
  private final RunningRound[] rounds;
  private final int[] generations;
  private final int[] free;
  private int nextFree;
  private int size;

  RoundTable(int capacity) {
    rounds = new RunningRound[capacity];
    generations = new int[capacity];
    free = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      free[i] = i;
    }
  }

  int size() {
    return size;
  }

  int capacity() {
    return rounds.length;
  }

  /** Gives the round a slot; there must be one left. */
  int add(RunningRound round) {
    int slot = free[nextFree];
    nextFree = (nextFree + 1) % free.length;
    size++;
    rounds[slot] = round;
    return slot;
  }

  void remove(int slot) {
    rounds[slot] = null;
    generations[slot] = Token.nextGeneration(generations[slot]);
    size--;
    free[(nextFree + free.length - size - 1) % free.length] = slot;
  }

  RunningRound get(int slot) {
    return rounds[slot];
  }

  int generation(int slot) {
    return generations[slot];
  }

  /** The round of the packet that a token names; null when it names none. */
  RunningRound find(long token) {
    int slot = Token.slot(token);
    if (slot >= rounds.length || generations[slot] != Token.generation(token)) {
      return null;
    }
    RunningRound round = rounds[slot];
    return round != null && round.sent(Token.packet(token)) ? round : null;
  }
}
