package org.ixpqos.engine.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ixpqos.engine.AddressFamily;

/** struct sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)); ports are of no use to ICMP. */
public final class SocketAddresses {
  /** The larger of the two, sizeof(struct sockaddr_in6). */
  public static final int LONGEST = 28;

  private static final int IPV4_LENGTH = 16;
  private static final int IPV4_ADDRESS = 4;
  private static final int IPV6_ADDRESS = 8;
  private static final int IPV6_SCOPE = 24;

  private SocketAddresses() {}

  /** The address as the kernel reads it; a link-local one keeps its scope. */
  public static byte[] encode(InetAddress address) {
    AddressFamily family = AddressFamily.of(address);
    byte[] bytes = new byte[family == AddressFamily.IPV4 ? IPV4_LENGTH : LONGEST];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    buffer.putShort(0, (short) family.number());
    buffer.put(family == AddressFamily.IPV4 ? IPV4_ADDRESS : IPV6_ADDRESS, address.getAddress());
    if (address instanceof Inet6Address scoped) {
      buffer.putInt(IPV6_SCOPE, scoped.getScopeId());
    }
    return bytes;
  }

  /**
   * Whether the socket address at {@code offset} is of the same host as {@code expected}. Scopes
   * are compared where the expected one names one.
   */
  public static boolean sameHost(ByteBuffer host, int offset, byte[] expected) {
    if (host.get(offset) != expected[0] || host.get(offset + 1) != expected[1]) {
      return false;
    }
    boolean ipv4 = expected.length == IPV4_LENGTH;
    int from = ipv4 ? IPV4_ADDRESS : IPV6_ADDRESS;
    int to = ipv4 ? IPV4_ADDRESS + 4 : IPV6_ADDRESS + 16;
    return same(host, offset, expected, from, to)
        && (ipv4 || unscoped(expected) || same(host, offset, expected, IPV6_SCOPE, LONGEST));
  }

  /**
   * Whether the bare address at {@code offset}, as an IP header has it, is that of {@code
   * expected}.
   */
  public static boolean sameAddress(ByteBuffer packet, int offset, byte[] expected) {
    int from = expected.length == IPV4_LENGTH ? IPV4_ADDRESS : IPV6_ADDRESS;
    int length = expected.length == IPV4_LENGTH ? 4 : 16;
    for (int i = 0; i < length; i++) {
      if (packet.get(offset + i) != expected[from + i]) {
        return false;
      }
    }
    return true;
  }

  /** The host of the socket address at {@code offset}; null when it is of neither family. */
  public static InetAddress decode(ByteBuffer host, int offset) {
    int family = host.getShort(offset);
    boolean ipv4 = family == AddressFamily.IPV4.number();
    if (!ipv4 && family != AddressFamily.IPV6.number()) {
      return null;
    }
    byte[] bytes = new byte[ipv4 ? 4 : 16];
    host.get(offset + (ipv4 ? IPV4_ADDRESS : IPV6_ADDRESS), bytes);
    try {
      int scope = ipv4 ? 0 : host.getInt(offset + IPV6_SCOPE);
      return scope == 0
          ? InetAddress.getByAddress(bytes)
          : Inet6Address.getByAddress(null, bytes, scope);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }

  private static boolean unscoped(byte[] expected) {
    return expected[IPV6_SCOPE] == 0
        && expected[IPV6_SCOPE + 1] == 0
        && expected[IPV6_SCOPE + 2] == 0
        && expected[IPV6_SCOPE + 3] == 0;
  }

  private static boolean same(ByteBuffer host, int offset, byte[] expected, int from, int to) {
    for (int i = from; i < to; i++) {
      if (host.get(offset + i) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
