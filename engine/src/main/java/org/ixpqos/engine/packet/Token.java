package org.ixpqos.engine.packet;

/**
 * Names a packet for as long as a reply to it can be on its way: the slot of its round (20 bits),
 * how many rounds had that slot before (20 bits, wrapping), and its place in the round (24 bits).
 */
public final class Token {
  /** Packets of a round, warm-up included. */
  public static final int MAX_PACKETS = 1 << 24;

  private static final int GENERATION_BITS = 20;
  private static final int PACKET_BITS = 24;
  private static final int GENERATION_MASK = (1 << GENERATION_BITS) - 1;
  private static final int PACKET_MASK = MAX_PACKETS - 1;

  private Token() {}

  public static long of(int slot, int generation, int packet) {
    return ((((long) slot << GENERATION_BITS) | (generation & GENERATION_MASK)) << PACKET_BITS)
        | packet;
  }

  public static int slot(long token) {
    return (int) (token >>> (GENERATION_BITS + PACKET_BITS));
  }

  public static int generation(long token) {
    return (int) (token >>> PACKET_BITS) & GENERATION_MASK;
  }

  public static int packet(long token) {
    return (int) token & PACKET_MASK;
  }

  public static int nextGeneration(int generation) {
    return (generation + 1) & GENERATION_MASK;
  }
}
