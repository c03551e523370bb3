package org.ixpqos.systemtest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * An interface whose packets this process reads and writes, IP header first (Linux,
 * Documentation/networking/tuntap.rst). Used by one thread.
 */
final class TunDevice implements AutoCloseable {
  static final int LARGEST_PACKET = 65_535;

  private static final int READ_WRITE_NONBLOCK = 0x802;
  private static final long TUNSETIFF = 0x400454caL;
  private static final short TUN_WITHOUT_PACKET_INFORMATION = 0x1001;
  private static final int SIZEOF_IFREQ = 40;
  private static final int IFREQ_FLAGS = 16;
  private static final short POLL_IN = 1;

  private final int descriptor;
  private final Pointer memory =
      Memory.allocateDirect(Runtime.getRuntime(LibC.INSTANCE), LARGEST_PACKET);
  private final Pointer poll = Memory.allocateDirect(Runtime.getRuntime(LibC.INSTANCE), 8);

  /** Makes the interface in {@code namespace}, up, with the prefixes and its address in each. */
  TunDevice(NetworkNamespace namespace, String name, String ipv4, String ipv6) throws Exception {
    descriptor = namespace.call(() -> open(name));
    String in = namespace.name();
    Shell.run("ip", "-n", in, "addr", "add", ipv4, "dev", name);
    Shell.run("ip", "-n", in, "-6", "addr", "add", ipv6, "dev", name, "nodad");
    Shell.run("ip", "-n", in, "link", "set", name, "up", "mtu", "65535", "txqueuelen", "10000");
  }

  private static int open(String name) {
    int opened = LibC.INSTANCE.open("/dev/net/tun", READ_WRITE_NONBLOCK);
    ByteBuffer request = ByteBuffer.allocate(SIZEOF_IFREQ).order(ByteOrder.nativeOrder());
    request.put(name.getBytes(StandardCharsets.US_ASCII));
    request.putShort(IFREQ_FLAGS, TUN_WITHOUT_PACKET_INFORMATION);
    Pointer memory = Memory.allocateDirect(Runtime.getRuntime(LibC.INSTANCE), SIZEOF_IFREQ);
    memory.put(0, request.array(), 0, SIZEOF_IFREQ);
    if (opened < 0 || LibC.INSTANCE.ioctl(opened, TUNSETIFF, memory.address()) != 0) {
      throw new IllegalStateException("no TUN device: is there a /dev/net/tun?");
    }
    return opened;
  }

  /** The next packet that was sent by the interface; null when none waits. */
  byte[] read() {
    long length = LibC.INSTANCE.read(descriptor, memory.address(), LARGEST_PACKET);
    if (length <= 0) {
      return null;
    }
    byte[] packet = new byte[(int) length];
    memory.get(0, packet, 0, packet.length);
    return packet;
  }

  /** Lets the interface receive a packet. */
  void write(byte[] packet) {
    memory.put(0, packet, 0, packet.length);
    long written = LibC.INSTANCE.write(descriptor, memory.address(), packet.length);
    if (written != packet.length) {
      throw new IllegalStateException("wrote " + written + " of " + packet.length + " bytes");
    }
  }

  /** Until a packet can be read, or the time is over. */
  void await(int millis) {
    poll.putInt(0, descriptor);
    poll.putShort(4, POLL_IN);
    LibC.INSTANCE.poll(poll.address(), 1, millis);
  }

  @Override
  public void close() {
    LibC.INSTANCE.close(descriptor);
  }
}
