package org.ixpqos.engine.loop;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Control messages as the kernel writes them. */
final class Controls {
  static final byte[] NONE = {};

  private Controls() {}

  static byte[] stamp(long realtimeNanos) {
    ByteBuffer body = body(48);
    body.putLong(realtimeNanos / 1_000_000_000).putLong(realtimeNanos % 1_000_000_000);
    return message(1, 37, body);
  }

  static byte[] drops(int count) {
    return message(1, 40, body(4).putInt(count));
  }

  static byte[] error(boolean ipv4, int origin, int type, int code, int info, byte[] offender) {
    ByteBuffer body = body(16 + offender.length);
    body.putInt(0).put((byte) origin).put((byte) type).put((byte) code).put((byte) 0);
    body.putInt(info).putInt(0).put(offender);
    return message(ipv4 ? 0 : 41, ipv4 ? 11 : 25, body);
  }

  private static byte[] message(int level, int type, ByteBuffer body) {
    int length = body.capacity();
    byte[] bytes = new byte[(16 + length + 7) & ~7];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    buffer.putLong(16 + length).putInt(level).putInt(type).put(body.rewind());
    return bytes;
  }

  private static ByteBuffer body(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
  }
}
