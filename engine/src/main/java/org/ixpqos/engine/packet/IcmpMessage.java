package org.ixpqos.engine.packet;

import java.nio.ByteBuffer;
import org.ixpqos.engine.AddressFamily;

/**
 * Reads a received ICMP message (RFC 792, RFC 4443): the offsets of its parts, and the packet that
 * an error quotes. Every length is checked: the input comes from the network. One is used over and
 * over; owned by the loop's thread.
 */
public final class IcmpMessage {
  /** The kinds of messages that an engine handles. */
  public enum Kind {
    REPLY,
    ERROR,
    /** Neither, or cut short. */
    OTHER
  }

  public static final int HEADER = 8;
  public static final int IDENTIFIER = 4;
  public static final int SEQUENCE = 6;
  static final int ECHO = 8;
  static final int ECHO6 = 128;
  private static final int ECHO_REPLY = 0;
  private static final int ECHO_REPLY6 = 129;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int IPV6_FRAGMENT = 44;
  private static final int PROTOCOL_ICMP = 1;
  private static final int PROTOCOL_ICMPV6 = 58;

  private int message;
  private int end;
  private int quoted;
  private int quotedDestination;

  /**
   * Reads an ICMP message.
   *
   * @param withHeader whether it begins with its IPv4 header, as a raw IPv4 socket's do
   */
  public Kind read(
      ByteBuffer network, int at, int length, AddressFamily family, boolean withHeader) {
    end = at + length;
    message = withHeader ? afterIpv4(network, at) : at;
    if (message < 0 || end - message < HEADER) {
      return Kind.OTHER;
    }
    int type = type(network);
    if (family == AddressFamily.IPV4) {
      if (type == ECHO_REPLY) {
        return Kind.REPLY;
      }
      return isError4(type) && quotes4(network) ? Kind.ERROR : Kind.OTHER;
    }
    if (type == ECHO_REPLY6) {
      return Kind.REPLY;
    }
    return type >= 1 && type <= 4 && quotes6(network) ? Kind.ERROR : Kind.OTHER;
  }

  /** Where the ICMP header is. */
  public int start() {
    return message;
  }

  /** Bytes from the ICMP header to the end. */
  public int length() {
    return end - message;
  }

  public int type(ByteBuffer network) {
    return network.get(message) & 0xff;
  }

  public int code(ByteBuffer network) {
    return network.get(message + 1) & 0xff;
  }

  public int identifier(ByteBuffer network) {
    return network.getShort(message + IDENTIFIER) & 0xffff;
  }

  public int sequence(ByteBuffer network) {
    return network.getShort(message + SEQUENCE) & 0xffff;
  }

  /** The next hop's MTU in an error of a packet that was too big. */
  public int mtu(ByteBuffer network, AddressFamily family) {
    return family == AddressFamily.IPV4
        ? network.getShort(message + 6) & 0xffff
        : Math.max(0, network.getInt(message + 4));
  }

  /** Where the quoted echo's ICMP header is. */
  public int quoted() {
    return quoted;
  }

  /** Bytes quoted from there on, at least {@value #HEADER}. */
  public int quotedLength() {
    return end - quoted;
  }

  /** Where the address is that the quoted echo was sent to. */
  public int quotedDestination() {
    return quotedDestination;
  }

  private static boolean isError4(int type) {
    return type == 3 || type == 11 || type == 12;
  }

  /** Where an IPv4 packet's payload begins; −1 when that is not within it. */
  private int afterIpv4(ByteBuffer network, int at) {
    if (end - at < IPV4_HEADER) {
      return -1;
    }
    int header = (network.get(at) & 0xf) * 4;
    return header < IPV4_HEADER || header > end - at ? -1 : at + header;
  }

  private boolean quotes4(ByteBuffer network) {
    int packet = message + HEADER;
    quoted = afterIpv4(network, packet);
    quotedDestination = packet + 16;
    return quoted >= 0
        && end - quoted >= HEADER
        && network.get(packet + 9) == PROTOCOL_ICMP
        && network.get(quoted) == ECHO;
  }

  private boolean quotes6(ByteBuffer network) {
    int packet = message + HEADER;
    if (end - packet < IPV6_HEADER + HEADER) {
      return false;
    }
    int next = network.get(packet + 6) & 0xff;
    quoted = packet + IPV6_HEADER;
    quotedDestination = packet + 24;
    if (next == IPV6_FRAGMENT) {
      next = network.get(quoted) & 0xff;
      // only the first fragment, offset 0, has the echo's header
      if ((network.getShort(quoted + 2) & 0xfff8) != 0) {
        return false;
      }
      quoted += 8;
    }
    return next == PROTOCOL_ICMPV6
        && end - quoted >= HEADER
        && (network.get(quoted) & 0xff) == ECHO6;
  }
}
