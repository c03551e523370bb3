package org.ixpqos.engine.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * Memory that the kernel reads and writes: two views of the same bytes, and their address. Owned by
 * its creator; not thread-safe.
 */
public final class NativeMemory {
  private final ByteBuffer host;
  private final ByteBuffer network;
  private final long address;

  private NativeMemory(int bytes) {
    host = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    network = host.duplicate().order(ByteOrder.BIG_ENDIAN);
    address = Pointer.wrap(Runtime.getSystemRuntime(), host).address();
  }

  public static NativeMemory allocate(int bytes) {
    return new NativeMemory(bytes);
  }

  /** In the host's byte order, as C structures are. */
  public ByteBuffer host() {
    return host;
  }

  /** In network byte order, as packets are. */
  public ByteBuffer network() {
    return network;
  }

  /** Address of a byte of it in this process. */
  public long address(int offset) {
    return address + offset;
  }
}
