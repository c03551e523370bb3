package org.ixpqos.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The truth about round-trip times: when the echoes and their replies pass the interface, by the
 * kernel's own stamps on a packet socket (packet(7), SO_TIMESTAMPNS in socket(7)). The reply's
 * stamp is the one that every socket of this host gets; the request's is taken when it is handed to
 * the driver.
 */
final class InterfaceTap implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int ETH_P_ALL = 3;
  private static final int SOL_SOCKET = 1;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_TIMESTAMPNS = 35;
  private static final int BUFFER = 64 << 20;

  /**
   * A thread that waits in the call is woken by each packet, between the tap and the driver:
   * microseconds between the truth's stamp and the prober's, which are not the prober's error.
   */
  private static final long LOOK_NANOS = 5_000_000;
  private static final int SNAP = 128;
  private static final int CONTROL = 128;

  /** msghdr (56 bytes), iovec (16), the packet, control messages. */
  private static final int IOVEC = 56;

  private static final int DATA = IOVEC + 16;
  private static final int CONTROLS = DATA + SNAP;
  private static final int ETHERNET = 14;
  private static final int ICMP = ETHERNET + 20;

  /** An echo to a peer, in the order of sending. */
  private static final class Echo {
    private final int numbers;
    private final long sent;
    private long received;

    Echo(int numbers, long sent) {
      this.numbers = numbers;
      this.sent = sent;
    }
  }

  private final LinuxSockets c = LinuxSockets.load();
  private final Pointer memory = Memory.allocateDirect(Runtime.getRuntime(c), CONTROLS + CONTROL);
  private final int descriptor;
  private final Thread thread = new Thread(this::run, "tap");
  private final Map<String, List<Echo>> echoes = new HashMap<>(); // the thread's, until it ended
  private volatile boolean closed;

  InterfaceTap() {
    descriptor = c.socket(AF_PACKET, SOCK_RAW, Short.reverseBytes((short) ETH_P_ALL) & 0xffff);
    set(SO_RCVBUFFORCE, integers(BUFFER));
    set(SO_TIMESTAMPNS, integers(1));
    memory.putLong(16, memory.address() + IOVEC);
    memory.putLong(24, 1);
    memory.putLong(IOVEC, memory.address() + DATA);
    memory.putLong(IOVEC + 8, SNAP);
    memory.putLong(32, memory.address() + CONTROLS);
    thread.start();
  }

  private void set(int option, byte[] value) {
    if (c.setsockopt(descriptor, SOL_SOCKET, option, value, value.length) != 0) {
      throw new IllegalStateException("packet socket: option " + option + " refused");
    }
  }

  private static byte[] integers(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private void run() {
    byte[] packet = new byte[SNAP];
    boolean last = false;
    while (!last) {
      last = closed;
      LockSupport.parkNanos(LOOK_NANOS);
      drain(packet);
    }
  }

  private void drain(byte[] packet) {
    while (true) {
      memory.putLong(40, CONTROL);
      long length = c.recvmsg(descriptor, memory.address(), MSG_DONTWAIT);
      if (length < 0) {
        return;
      }
      if (length >= ICMP + 8) {
        memory.get(DATA, packet, 0, SNAP);
        // cmsghdr: length 8, level 4, type 4; then a timespec
        take(
            ByteBuffer.wrap(packet),
            memory.getLong(CONTROLS + 16) * 1_000_000_000 + memory.getLong(CONTROLS + 24));
      }
    }
  }

  private void take(ByteBuffer packet, long at) {
    if (packet.getShort(12) != 0x0800 || packet.get(ETHERNET + 9) != 1) {
      return;
    }
    int type = packet.get(ICMP);
    int numbers = packet.getInt(ICMP + 4);
    if (type == 8) {
      List<Echo> sent = echoes.computeIfAbsent(text(packet, 16), peer -> new ArrayList<>());
      sent.add(new Echo(numbers, at));
    } else if (type == 0) {
      List<Echo> sent = echoes.getOrDefault(text(packet, 12), List.of());
      for (int i = sent.size() - 1; i >= 0; i--) {
        if (sent.get(i).numbers == numbers) {
          sent.get(i).received = at;
          return;
        }
      }
    }
  }

  private static String text(ByteBuffer packet, int offset) {
    int at = ETHERNET + offset;
    return (packet.get(at) & 255)
        + "."
        + (packet.get(at + 1) & 255)
        + "."
        + (packet.get(at + 2) & 255)
        + "."
        + (packet.get(at + 3) & 255);
  }

  /**
   * True round-trip time of a packet, nanoseconds; 0 when the tap did not see it. After closing.
   */
  long rtt(String peer, int packet) {
    List<Echo> sent = echoes.getOrDefault(peer, List.of());
    return packet < sent.size() && sent.get(packet).received != 0
        ? sent.get(packet).received - sent.get(packet).sent
        : 0;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
    c.close(descriptor);
  }
}
