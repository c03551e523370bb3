package org.ixpqos.engine;

import java.net.InetAddress;

/**
 * The options of a round's packets.
 *
 * @param size ICMP payload, bytes: {@value #SMALLEST_SIZE} to {@value #LARGEST_SIZE}
 * @param dscp differentiated services code point, 0 to 63
 * @param ttl time to live or hop limit, 1 to 255; 0 leaves the system's
 * @param dontFragment whether routers may not fragment (IP_PMTUDISC_PROBE)
 * @param source address to send from; null leaves it to the routing table
 * @param networkInterface name of the interface to send by; empty leaves it to the routing table
 */
public record EchoOptions(
    int size,
    int dscp,
    int ttl,
    boolean dontFragment,
    InetAddress source,
    String networkInterface) {
  /** Room for the session cookie and the token that identify a reply. */
  public static final int SMALLEST_SIZE = 16;

  /** 65,535 − 20 − 8. */
  public static final int LARGEST_SIZE = 65_507;

  public static final EchoOptions DEFAULT = new EchoOptions(56, 0, 0, false, null, "");

  public EchoOptions {
    if (size < SMALLEST_SIZE || size > LARGEST_SIZE) {
      throw new IllegalArgumentException("a payload of " + size + " bytes");
    }
    if (dscp < 0 || dscp > 63 || ttl < 0 || ttl > 255) {
      throw new IllegalArgumentException("dscp " + dscp + ", ttl " + ttl);
    }
  }
}
