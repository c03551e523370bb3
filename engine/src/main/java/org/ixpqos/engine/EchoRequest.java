package org.ixpqos.engine;

import java.net.InetAddress;
import java.util.Locale;

/**
 * A round to one peer: {@code warmup} echoes that are not counted, then {@code count} that are, one
 * every {@code intervalNanos}.
 *
 * @param target the peer; an Inet6Address carries its scope
 * @param count echoes that are counted, at least 1
 * @param warmup echoes sent before and not counted, at least 0
 * @param intervalNanos from one echo to the next, nanoseconds
 * @param timeoutNanos how long a reply is waited for, nanoseconds, from the moment its request left
 * @param delayNanos from the start of the round to its first echo; it spreads the peers of a firing
 *     over an interval
 * @param options the packets' options
 * @param tag the caller's own, returned with the round
 */
public record EchoRequest(
    InetAddress target,
    int count,
    int warmup,
    long intervalNanos,
    long timeoutNanos,
    long delayNanos,
    EchoOptions options,
    Object tag) {
  /** Memory of a round without its packets, measured, and of one packet, bytes. */
  private static final long ROUND_BYTES = 750;

  private static final long PACKET_BYTES = 13;

  public EchoRequest {
    if (count < 1 || warmup < 0 || intervalNanos < 0 || timeoutNanos < 1 || delayNanos < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a round of %d + %d echoes, %d ns apart, timeout %d ns, delay %d ns",
              warmup,
              count,
              intervalNanos,
              timeoutNanos,
              delayNanos));
    }
  }

  /** Memory that the round takes from its start until it was polled, bytes. */
  public long heldBytes() {
    return heldBytes(warmup + (long) count);
  }

  /** Memory that a round of so many echoes takes, the warm-up's among them. */
  public static long heldBytes(long echoes) {
    return ROUND_BYTES + PACKET_BYTES * echoes;
  }
}
