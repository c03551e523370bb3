package org.ixpqos.engine.loop;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ixpqos.engine.packet.EchoFormat;
import org.ixpqos.engine.packet.Token;

/**
 * The rounds in flight by slot. A slot that was given back is used again last, and under the next
 * generation: tokens of the round before name nothing. Owned by the loop's thread.
 */
final class RoundTable {
  /** The name of no packet. */
  static final long NO_TOKEN = -1;

  private static final int FIRST_CAPACITY = 1_024;

  private final int maxRounds;
  private final RandomGenerator random;
  private RunningRound[] rounds = {};
  private int[] generations = {};
  private int[] free = {};
  private int nextFree;
  private int size;

  /**
   * The slots and their first generations are random: a peer can't derive others' tokens from those
   * that it received.
   */
  RoundTable(int maxRounds, RandomGenerator random) {
    this.maxRounds = maxRounds;
    this.random = random;
    grow();
  }

  /** More slots, when all are taken. */
  private void grow() {
    int before = rounds.length;
    int capacity = Math.min(maxRounds, Math.max(FIRST_CAPACITY, 2 * before));
    rounds = Arrays.copyOf(rounds, capacity);
    generations = Arrays.copyOf(generations, capacity);
    free = new int[capacity];
    nextFree = 0;
    for (int slot = before; slot < capacity; slot++) {
      generations[slot] = Token.nextGeneration(random.nextInt());
      int i = slot - before;
      int other = random.nextInt(i + 1);
      free[i] = free[other];
      free[other] = slot;
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
    if (size == rounds.length) {
      grow();
    }
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

  /**
   * The token of an echo or of a quote of one, from its ICMP header on, if the cookie before it
   * proves it; {@link #NO_TOKEN} otherwise, and for a packet that is not in flight.
   */
  long ownedToken(ByteBuffer network, int echo, int length) {
    if (length < EchoFormat.TOKEN + Long.BYTES) {
      return NO_TOKEN; // a packet without the cookie proves nothing: its header can be guessed
    }
    return ownedToken(network, echo + EchoFormat.COOKIE);
  }

  /** The same of a cookie that is followed by its token. */
  long ownedToken(ByteBuffer network, int cookie) {
    long token = network.getLong(cookie + Long.BYTES);
    RunningRound round = find(token);
    return round != null && EchoFormat.owns(network, cookie, round.peer().cookies())
        ? token
        : NO_TOKEN;
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
