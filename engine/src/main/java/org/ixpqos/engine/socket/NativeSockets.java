package org.ixpqos.engine.socket;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Runtime;
import org.ixpqos.engine.AddressFamily;

/** The Linux kernel's sockets, by jnr-ffi. Used by one thread, except {@link #wakeUp}. */
public final class NativeSockets implements IcmpSockets {
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;
  private static final int IPPROTO_ICMP = 1;
  private static final int IPPROTO_ICMPV6 = 58;
  private static final short POLL_IN = 1;

  /** sizeof(struct pollfd). */
  private static final int POLL_ENTRY = 8;

  private static final int MAX_SOCKETS = 4;
  private static final int TIMESPEC = (MAX_SOCKETS + 1) * POLL_ENTRY;
  private static final int COUNTER = TIMESPEC + 16;
  private static final int ONE = COUNTER + 8;

  private final LibC c;
  private final Runtime runtime;
  private final int bufferBytes;
  private final int wakeUp;
  private final NativeMemory memory = NativeMemory.allocate(ONE + 8);
  private final List<NativeIcmpSocket> sockets = new ArrayList<>();
  private boolean closed; // guarded by this

  /**
   * Opens the descriptors of the sleep, and no socket yet.
   *
   * @param bufferBytes the buffer requested from the kernel for each socket
   * @throws IOException when the host has no descriptors left
   */
  public NativeSockets(LibC c, int bufferBytes) throws IOException {
    this.c = c;
    this.bufferBytes = bufferBytes;
    runtime = Runtime.getRuntime(c);
    wakeUp = c.eventfd(0, EFD_NONBLOCK | SOCK_CLOEXEC);
    if (wakeUp < 0) {
      throw new IOException("eventfd: " + Errno.name(runtime.getLastError()));
    }
    memory.host().putInt(0, wakeUp).putShort(4, POLL_IN).putLong(ONE, 1);
  }

  @Override
  public IcmpSocket open(AddressFamily family, boolean dontFragment) throws IOException {
    int protocol = family == AddressFamily.IPV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
    int raw = c.socket(family.number(), SOCK_RAW | SOCK_CLOEXEC, protocol);
    if (raw >= 0) {
      int identifier = new SecureRandom().nextInt(1, 1 << 16);
      SocketOptions options = new SocketOptions(c, raw).set(family, dontFragment, bufferBytes);
      return keep(NativeIcmpSocket.raw(c, runtime, family, options, identifier));
    }
    String rawProblem = Errno.name(runtime.getLastError());
    int datagram = c.socket(family.number(), SOCK_DGRAM | SOCK_CLOEXEC, protocol);
    if (datagram >= 0) {
      SocketOptions options = new SocketOptions(c, datagram).set(family, dontFragment, bufferBytes);
      return keep(NativeIcmpSocket.datagram(c, runtime, family, options));
    }
    throw new IOException(
        "raw socket: " + rawProblem + ", datagram socket: " + Errno.name(runtime.getLastError()));
  }

  private IcmpSocket keep(NativeIcmpSocket socket) {
    sockets.add(socket);
    memory
        .host()
        .putInt(sockets.size() * POLL_ENTRY, socket.descriptor())
        .putShort(sockets.size() * POLL_ENTRY + 4, POLL_IN);
    return socket;
  }

  @Override
  public void await(long nanos, boolean untilReceipt) {
    memory
        .host()
        .putLong(TIMESPEC, nanos / 1_000_000_000)
        .putLong(TIMESPEC + 8, nanos % 1_000_000_000);
    // POLLERR cannot be masked, and transmit stamps raise it: the sockets are left out otherwise
    int count = untilReceipt ? 1 + sockets.size() : 1;
    int ready = c.ppoll(memory.address(0), count, memory.address(TIMESPEC), 0);
    if (ready > 0 && memory.host().getShort(6) != 0) {
      c.read(wakeUp, memory.address(COUNTER), Long.BYTES);
    }
  }

  @Override
  public synchronized void wakeUp() {
    if (closed) {
      return; // its descriptor may have been reused by now
    }
    c.write(wakeUp, memory.address(ONE), Long.BYTES);
  }

  @Override
  public synchronized void close() {
    closed = true;
    sockets.forEach(NativeIcmpSocket::close);
    c.close(wakeUp);
  }
}
