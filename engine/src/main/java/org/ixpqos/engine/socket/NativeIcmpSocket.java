package org.ixpqos.engine.socket;

import jnr.ffi.Runtime;
import org.ixpqos.engine.AddressFamily;

/** A socket of the Linux kernel. */
final class NativeIcmpSocket implements IcmpSocket {
  private static final int DONT_WAIT = 0x40;
  private static final int ERROR_QUEUE = 0x2000;
  private static final short POLL_OUT = 4;

  private final LibC c;
  private final Runtime runtime;
  private final int descriptor;
  private final boolean raw;
  private final int identifier;
  private final int receiveBufferBytes;
  private final boolean stampsReplies;
  private final NativeMemory poll = NativeMemory.allocate(24);
  private boolean closed;

  private NativeIcmpSocket(
      LibC c, Runtime runtime, SocketOptions options, boolean raw, int identifier) {
    this.c = c;
    this.runtime = runtime;
    this.descriptor = options.descriptor();
    this.raw = raw;
    this.identifier = identifier;
    this.receiveBufferBytes = options.receiveBuffer();
    this.stampsReplies = options.stamps();
  }

  /** Takes over a descriptor that was just opened. */
  static NativeIcmpSocket raw(
      LibC c, Runtime runtime, AddressFamily family, SocketOptions options, int identifier) {
    SocketFilter.attach(c, options.descriptor(), family, identifier);
    return new NativeIcmpSocket(c, runtime, options, true, identifier);
  }

  /** Takes over a descriptor that was just opened; its errors come by its error queue. */
  static NativeIcmpSocket datagram(
      LibC c, Runtime runtime, AddressFamily family, SocketOptions options) {
    options.receiveErrors(family);
    return new NativeIcmpSocket(c, runtime, options, false, 0);
  }

  int descriptor() {
    return descriptor;
  }

  @Override
  public boolean raw() {
    return raw;
  }

  @Override
  public int identifier() {
    return identifier;
  }

  @Override
  public int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  @Override
  public boolean stampsReplies() {
    return stampsReplies;
  }

  @Override
  public int send(SendBatch batch, int first) {
    return result(c.sendmmsg(descriptor, batch.vector(first), batch.count() - first, DONT_WAIT));
  }

  @Override
  public int receive(ReceiveBatch batch) {
    return receive(batch, DONT_WAIT);
  }

  @Override
  public int receiveErrors(ReceiveBatch batch) {
    return receive(batch, DONT_WAIT | ERROR_QUEUE);
  }

  private int receive(ReceiveBatch batch, int flags) {
    batch.reset();
    int result = result(c.recvmmsg(descriptor, batch.vector(), batch.capacity(), flags, 0));
    batch.received(Math.max(0, result));
    return result == -Errno.EAGAIN || result == -Errno.EINTR ? 0 : result;
  }

  private int result(int returned) {
    return returned >= 0 ? returned : -runtime.getLastError();
  }

  @Override
  public void awaitWritable(long nanos) {
    poll.host().putInt(0, descriptor).putShort(4, POLL_OUT);
    poll.host().putLong(8, nanos / 1_000_000_000).putLong(16, nanos % 1_000_000_000);
    c.ppoll(poll.address(0), 1, poll.address(8), 0);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      c.close(descriptor);
    }
  }
}
