package org.ixpqos.engine.socket;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EchoOptions;

/**
 * The control messages that set one packet's options and override the socket's own (ip(7), ipv6(7),
 * cmsg(3)).
 */
public final class SendControl {
  static final int SOL_IP = 0;
  static final int IP_TOS = 1;
  static final int IP_TTL = 2;
  static final int IP_PKTINFO = 8;
  static final int SOL_IPV6 = 41;
  static final int IPV6_PKTINFO = 50;
  static final int IPV6_HOPLIMIT = 52;
  static final int IPV6_TCLASS = 67;

  /** SOF_TIMESTAMPING_TX_SCHED and TX_SOFTWARE. */
  private static final int STAMP_QUEUED_AND_SENT = (1 << 8) | (1 << 1);

  private final ByteBuffer buffer =
      ByteBuffer.allocate(SendBatch.CONTROL).order(ByteOrder.nativeOrder());

  private SendControl() {}

  /**
   * The control messages of a packet; none where every option is the system's.
   *
   * @param interfaceIndex of the interface to send by; 0 leaves it to the routing table
   * @param diagnosed whether the kernel shall stamp the packet also when it reaches the interface's
   *     queue: what reaches it and never leaves was dropped there
   */
  public static byte[] encode(
      AddressFamily family, EchoOptions options, int interfaceIndex, boolean diagnosed) {
    SendControl control = new SendControl();
    if (family == AddressFamily.IPV4) {
      control.ipv4(options, interfaceIndex);
    } else {
      control.ipv6(options, interfaceIndex);
    }
    if (diagnosed) {
      control.number(
          ControlMessages.SOL_SOCKET, ControlMessages.SO_TIMESTAMPING, STAMP_QUEUED_AND_SENT);
    }
    return Arrays.copyOf(control.buffer.array(), control.buffer.position());
  }

  private void ipv4(EchoOptions options, int interfaceIndex) {
    if (options.dscp() > 0) {
      number(SOL_IP, IP_TOS, options.dscp() << 2);
    }
    if (options.ttl() > 0) {
      number(SOL_IP, IP_TTL, options.ttl());
    }
    if (options.source() instanceof Inet4Address || interfaceIndex > 0) {
      header(SOL_IP, IP_PKTINFO, 12);
      buffer.putInt(interfaceIndex).put(bytes(options.source(), 4)).putInt(0);
      align();
    }
  }

  private void ipv6(EchoOptions options, int interfaceIndex) {
    if (options.dscp() > 0) {
      number(SOL_IPV6, IPV6_TCLASS, options.dscp() << 2);
    }
    if (options.ttl() > 0) {
      number(SOL_IPV6, IPV6_HOPLIMIT, options.ttl());
    }
    if (options.source() != null || interfaceIndex > 0) {
      header(SOL_IPV6, IPV6_PKTINFO, 20);
      buffer.put(bytes(options.source(), 16)).putInt(interfaceIndex);
      align();
    }
  }

  private static byte[] bytes(InetAddress address, int length) {
    return address == null ? new byte[length] : address.getAddress();
  }

  private void number(int level, int type, int value) {
    header(level, type, Integer.BYTES);
    buffer.putInt(value);
    align();
  }

  /** struct cmsghdr: its length counts itself and not what aligns the next. */
  private void header(int level, int type, int length) {
    buffer.putLong(ControlMessages.HEADER + length).putInt(level).putInt(type);
  }

  private void align() {
    buffer.position((buffer.position() + 7) & ~7);
  }
}
