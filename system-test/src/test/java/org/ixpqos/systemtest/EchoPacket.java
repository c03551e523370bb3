package org.ixpqos.systemtest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ixpqos.engine.packet.EchoFormat;
import org.ixpqos.engine.packet.Token;

/**
 * An ICMP echo request with its IP header, and the packets that can come back for it (RFC 792, RFC
 * 4443).
 */
final class EchoPacket {
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int ICMP_HEADER = 8;
  private static final int PROTOCOL_ICMP = 1;
  private static final int PROTOCOL_ICMPV6 = 58;
  private static final int HOPS = 64;

  private final byte[] packet;
  private final boolean ipv4;

  private EchoPacket(byte[] packet, boolean ipv4) {
    this.packet = packet;
    this.ipv4 = ipv4;
  }

  /** Null when the packet is anything but an echo request. */
  static EchoPacket parse(byte[] packet) {
    boolean ipv4 = packet[0] >> 4 == 4;
    int header = ipv4 ? IPV4_HEADER : IPV6_HEADER;
    boolean echo =
        packet.length >= header + EchoFormat.TOKEN + Long.BYTES
            && packet[ipv4 ? 9 : 6] == (ipv4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6)
            && packet[header] == (byte) (ipv4 ? 8 : 128);
    return echo ? new EchoPacket(packet, ipv4) : null;
  }

  boolean ipv4() {
    return ipv4;
  }

  /** The peer that it is for. */
  InetAddress peer() {
    return address(destination());
  }

  /** Its place in the engine's round. */
  int place() {
    return Token.packet(ByteBuffer.wrap(packet).getLong(header() + EchoFormat.TOKEN));
  }

  int payload() {
    return packet.length - header() - ICMP_HEADER;
  }

  byte[] reply() {
    return sealed(destination(), echoed());
  }

  byte[] replyFrom(InetAddress sender) {
    return sealed(sender.getAddress(), echoed());
  }

  /** A byte of its payload changed, and the checksum as a middle box that changes it sets it. */
  byte[] damagedReply(int at) {
    byte[] message = echoed();
    message[ICMP_HEADER + at] ^= 0x5a;
    return sealed(destination(), message);
  }

  byte[] replyWithWrongChecksum() {
    byte[] reply = reply();
    reply[header() + 2] ^= 0x5a;
    return reply;
  }

  /** Of a sender that knows id and sequence, and invents the payload. */
  byte[] forgedReply(int sequenceOffset) {
    byte[] message = echoed();
    Arrays.fill(message, ICMP_HEADER, message.length, (byte) 'x');
    ByteBuffer view = ByteBuffer.wrap(message);
    view.putShort(6, (short) (view.getShort(6) + sequenceOffset));
    return sealed(destination(), message);
  }

  /**
   * A router's ICMP error about it.
   *
   * @param rest the error's second word, such as an MTU
   * @param quote bytes of the packet behind its IP header that are quoted, at most
   */
  byte[] error(InetAddress router, int type, int code, int rest, int quote) {
    int quoted = Math.min(packet.length, header() + quote);
    ByteBuffer message = ByteBuffer.allocate(ICMP_HEADER + quoted);
    message.put((byte) type).put((byte) code).putShort((short) 0).putInt(rest);
    message.put(packet, 0, quoted);
    return sealed(router.getAddress(), message.array());
  }

  private byte[] echoed() {
    byte[] message = Arrays.copyOfRange(packet, header(), packet.length);
    message[0] = (byte) (ipv4 ? 0 : 129);
    return message;
  }

  private int header() {
    return ipv4 ? IPV4_HEADER : IPV6_HEADER;
  }

  private byte[] source() {
    return ipv4 ? Arrays.copyOfRange(packet, 12, 16) : Arrays.copyOfRange(packet, 8, 24);
  }

  private byte[] destination() {
    return ipv4 ? Arrays.copyOfRange(packet, 16, 20) : Arrays.copyOfRange(packet, 24, 40);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of " + bytes.length + " bytes", e);
    }
  }

  /** An ICMP message to this request's sender, with its checksum and an IP header. */
  private byte[] sealed(byte[] from, byte[] message) {
    ByteBuffer sealed = ByteBuffer.allocate(header() + message.length);
    byte[] to = source();
    if (ipv4) {
      sealed.putInt(0x45000000 | (header() + message.length)).putInt(0);
      sealed.put((byte) HOPS).put((byte) PROTOCOL_ICMP).putShort((short) 0).put(from).put(to);
      sealed.putShort(10, checksum(0, sealed.array(), IPV4_HEADER));
    } else {
      sealed.putInt(0x60000000).putShort((short) message.length);
      sealed.put((byte) PROTOCOL_ICMPV6).put((byte) HOPS).put(from).put(to);
    }
    ByteBuffer.wrap(message).putShort(2, (short) 0);
    int pseudo = ipv4 ? 0 : sum(from) + sum(to) + message.length + PROTOCOL_ICMPV6;
    ByteBuffer.wrap(message).putShort(2, checksum(pseudo, message, message.length));
    return sealed.put(message).array();
  }

  private static int sum(byte[] bytes) {
    return sum(bytes, bytes.length);
  }

  private static int sum(byte[] bytes, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    return sum;
  }

  /** RFC 1071. */
  private static short checksum(int start, byte[] bytes, int length) {
    int sum = start + sum(bytes, length);
    while (sum > 0xffff) {
      sum = (sum >>> 16) + (sum & 0xffff);
    }
    return (short) ~sum;
  }
}
