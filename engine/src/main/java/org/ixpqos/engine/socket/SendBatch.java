package org.ixpqos.engine.socket;

import java.nio.ByteBuffer;

/**
 * Messages to be sent with one call, laid out once: each has a head of its own, and all share the
 * bytes that follow the heads. Owned by the loop's thread.
 */
public final class SendBatch {
  public static final int CAPACITY = 64;

  /** ICMP header, cookie and token: the part that differs from packet to packet. */
  public static final int HEAD = 24;

  /** Room for every control message that {@link SendControl} writes. */
  static final int CONTROL = 128;

  private static final int PIECES = CAPACITY * MessageVector.HEADER;
  private static final int NAMES = PIECES + CAPACITY * 2 * MessageVector.PIECE;
  private static final int NAME = 32;
  private static final int CONTROLS = NAMES + CAPACITY * NAME;
  private static final int HEADS = CONTROLS + CAPACITY * CONTROL;
  private static final int HEAD_ROOM = 32;
  private static final int BYTES = HEADS + CAPACITY * HEAD_ROOM;

  private final NativeMemory memory = NativeMemory.allocate(BYTES);
  private final ByteBuffer host = memory.host();
  private final NativeMemory fill;
  private int count;

  /**
   * Lays the batch out.
   *
   * @param fill the bytes after the heads, as long as the longest payload
   */
  public SendBatch(NativeMemory fill) {
    this.fill = fill;
    for (int i = 0; i < CAPACITY; i++) {
      int piece = PIECES + i * 2 * MessageVector.PIECE;
      MessageVector.pieces(host, header(i), memory.address(piece), 2);
      MessageVector.piece(host, piece, memory.address(HEADS + i * HEAD_ROOM), HEAD);
    }
  }

  /**
   * Adds a message whose head is still to be written.
   *
   * @param address socket address of the peer
   * @param control control messages, possibly none
   * @param fillLength bytes that follow the head
   * @return where in {@link #network} its head goes
   */
  public int add(byte[] address, byte[] control, int fillLength) {
    int i = count++;
    int name = NAMES + i * NAME;
    int controls = CONTROLS + i * CONTROL;
    host.put(name, address);
    host.put(controls, control);
    MessageVector.name(host, header(i), memory.address(name), address.length);
    // a control pointer with no length is refused by some kernels: none at all then
    MessageVector.control(
        host, header(i), control.length == 0 ? 0 : memory.address(controls), control.length);
    int piece = PIECES + (i * 2 + 1) * MessageVector.PIECE;
    MessageVector.piece(host, piece, fill.address(0), fillLength);
    return head(i);
  }

  public void clear() {
    count = 0;
  }

  public int count() {
    return count;
  }

  public boolean full() {
    return count == CAPACITY;
  }

  /** Where the heads are, in network byte order. */
  public ByteBuffer network() {
    return memory.network();
  }

  /** Where in {@link #network} a message's head is. */
  public int head(int message) {
    return HEADS + message * HEAD_ROOM;
  }

  /** A message's bytes after its head. */
  public int fillLength(int message) {
    return (int) host.getLong(PIECES + (message * 2 + 1) * MessageVector.PIECE + 8);
  }

  /** A message's socket address, copied: for test doubles of the kernel. */
  public byte[] address(int message) {
    byte[] address = new byte[MessageVector.nameLength(host, header(message))];
    host.get(NAMES + message * NAME, address);
    return address;
  }

  /** A message's control messages, copied: for test doubles of the kernel. */
  public byte[] control(int message) {
    byte[] control = new byte[MessageVector.controlLength(host, header(message))];
    host.get(CONTROLS + message * CONTROL, control);
    return control;
  }

  /** Address of the mmsghdr of a message, and of those after it. */
  long vector(int message) {
    return memory.address(header(message));
  }

  private static int header(int message) {
    return message * MessageVector.HEADER;
  }
}
