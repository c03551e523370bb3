package org.ixpqos.engine.socket;

import java.nio.ByteBuffer;
import org.ixpqos.engine.AddressFamily;

/** Sets the options of a socket that was just opened (socket(7), ip(7), ipv6(7)). */
final class SocketOptions {
  private static final int SOL_SOCKET = ControlMessages.SOL_SOCKET;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;

  /** TX_SOFTWARE, RX_SOFTWARE, SOFTWARE; without OPT_TSONLY a stamp comes with its packet. */
  private static final int STAMPS = (1 << 1) | (1 << 3) | (1 << 4);

  private static final int IP_MTU_DISCOVER = 10;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int IPV6_DONTFRAG = 62;

  /** Set DF, ignore the path MTU that is known: every packet is a test of it. */
  private static final int PMTUDISC_PROBE = 3;

  /** Fragment as the path needs it, and never set DF. */
  private static final int PMTUDISC_DONT = 0;

  private final LibC c;
  private final int descriptor;
  private final NativeMemory memory = NativeMemory.allocate(16);
  private final ByteBuffer host = memory.host();
  private int receiveBuffer;
  private boolean stamps;

  SocketOptions(LibC c, int descriptor) {
    this.c = c;
    this.descriptor = descriptor;
  }

  SocketOptions set(AddressFamily family, boolean dontFragment, int bufferBytes) {
    if (!set(SOL_SOCKET, SO_RCVBUFFORCE, bufferBytes)) {
      set(SOL_SOCKET, SO_RCVBUF, bufferBytes);
    }
    if (!set(SOL_SOCKET, SO_SNDBUFFORCE, bufferBytes)) {
      set(SOL_SOCKET, SO_SNDBUF, bufferBytes);
    }
    receiveBuffer = get(SOL_SOCKET, SO_RCVBUF);
    stamps = set(SOL_SOCKET, ControlMessages.SO_TIMESTAMPING, STAMPS);
    set(SOL_SOCKET, ControlMessages.SO_RXQ_OVFL, 1); // datagram ICMP sockets ignore it
    int discovery = dontFragment ? PMTUDISC_PROBE : PMTUDISC_DONT;
    if (family == AddressFamily.IPV4) {
      set(SendControl.SOL_IP, IP_MTU_DISCOVER, discovery);
    } else {
      set(SendControl.SOL_IPV6, IPV6_MTU_DISCOVER, dontFragment ? PMTUDISC_PROBE : 1);
      set(SendControl.SOL_IPV6, IPV6_DONTFRAG, dontFragment ? 1 : 0);
    }
    return this;
  }

  /** Enables ICMP errors on the error queue: the only way to a datagram socket. */
  void receiveErrors(AddressFamily family) {
    if (family == AddressFamily.IPV4) {
      set(SendControl.SOL_IP, ControlMessages.IP_RECVERR, 1);
    } else {
      set(SendControl.SOL_IPV6, ControlMessages.IPV6_RECVERR, 1);
    }
  }

  int descriptor() {
    return descriptor;
  }

  /** Bytes that the kernel granted, as it counts them. */
  int receiveBuffer() {
    return receiveBuffer;
  }

  boolean stamps() {
    return stamps;
  }

  private boolean set(int level, int name, int value) {
    host.putInt(0, value);
    return c.setsockopt(descriptor, level, name, memory.address(0), Integer.BYTES) == 0;
  }

  private int get(int level, int name) {
    host.putInt(8, Integer.BYTES);
    c.getsockopt(descriptor, level, name, memory.address(0), memory.address(8));
    return host.getInt(0);
  }
}
