package org.ixpqos.engine.socket;

import java.nio.ByteBuffer;

/** Offsets within struct mmsghdr, msghdr and iovec on 64-bit Linux (recvmmsg(2), sendmsg(2)). */
final class MessageVector {
  /** sizeof(struct mmsghdr). */
  static final int HEADER = 64;

  /** sizeof(struct iovec). */
  static final int PIECE = 16;

  private static final int NAME = 0;
  private static final int NAME_LENGTH = 8;
  private static final int PIECES = 16;
  private static final int PIECE_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int LENGTH = 56;

  private MessageVector() {}

  static void pieces(ByteBuffer host, int header, long address, int count) {
    host.putLong(header + PIECES, address);
    host.putLong(header + PIECE_COUNT, count);
  }

  static void name(ByteBuffer host, int header, long address, int length) {
    host.putLong(header + NAME, address);
    host.putInt(header + NAME_LENGTH, length);
  }

  static void control(ByteBuffer host, int header, long address, int length) {
    host.putLong(header + CONTROL, address);
    host.putLong(header + CONTROL_LENGTH, length);
  }

  static void nameLength(ByteBuffer host, int header, int length) {
    host.putInt(header + NAME_LENGTH, length);
  }

  static int nameLength(ByteBuffer host, int header) {
    return host.getInt(header + NAME_LENGTH);
  }

  static void controlLength(ByteBuffer host, int header, int length) {
    host.putLong(header + CONTROL_LENGTH, length);
  }

  static int controlLength(ByteBuffer host, int header) {
    return (int) host.getLong(header + CONTROL_LENGTH);
  }

  static void flags(ByteBuffer host, int header, int flags) {
    host.putInt(header + FLAGS, flags);
  }

  static int flags(ByteBuffer host, int header) {
    return host.getInt(header + FLAGS);
  }

  static void length(ByteBuffer host, int header, int length) {
    host.putInt(header + LENGTH, length);
  }

  static int length(ByteBuffer host, int header) {
    return host.getInt(header + LENGTH);
  }

  static void piece(ByteBuffer host, int piece, long address, int length) {
    host.putLong(piece, address);
    host.putLong(piece + 8, length);
  }
}
