package org.ixpqos.engine.socket;

import java.nio.ByteBuffer;

/** Room for messages received with one call, laid out once. Owned by the loop's thread. */
public final class ReceiveBatch {
  /** Enough for SCM_TIMESTAMPING, SO_RXQ_OVFL and an extended error with its offender. */
  public static final int CONTROL = 256;

  private static final int TRUNCATED = 0x20;
  private static final int NAME = 32;

  private final int capacity;
  private final int room;
  private final int names;
  private final int controls;
  private final int data;
  private final NativeMemory memory;
  private final ByteBuffer host;
  private int used;

  /**
   * Lays the batch out.
   *
   * @param capacity messages
   * @param room bytes of each; what is longer is cut off
   */
  public ReceiveBatch(int capacity, int room) {
    this.capacity = capacity;
    this.room = room;
    int pieces = capacity * MessageVector.HEADER;
    names = pieces + capacity * MessageVector.PIECE;
    controls = names + capacity * NAME;
    data = controls + capacity * CONTROL;
    memory = NativeMemory.allocate(data + capacity * room);
    host = memory.host();
    for (int i = 0; i < capacity; i++) {
      int piece = pieces + i * MessageVector.PIECE;
      MessageVector.piece(host, piece, memory.address(data(i)), room);
      MessageVector.pieces(host, header(i), memory.address(piece), 1);
      MessageVector.name(host, header(i), memory.address(name(i)), NAME);
      MessageVector.control(host, header(i), memory.address(control(i)), CONTROL);
    }
  }

  public int capacity() {
    return capacity;
  }

  public int room() {
    return room;
  }

  /** In the host's byte order: names and control messages. */
  public ByteBuffer host() {
    return host;
  }

  /** In network byte order: the packets themselves. */
  public ByteBuffer network() {
    return memory.network();
  }

  /** Where a message's packet begins. */
  public int data(int message) {
    return data + message * room;
  }

  /** Bytes of a message's packet. */
  public int length(int message) {
    return MessageVector.length(host, header(message));
  }

  /** Whether a message's packet was longer than there was room. */
  public boolean truncated(int message) {
    return (MessageVector.flags(host, header(message)) & TRUNCATED) != 0;
  }

  /** Where a message's socket address begins. */
  public int name(int message) {
    return names + message * NAME;
  }

  /** Where a message's control messages begin. */
  public int control(int message) {
    return controls + message * CONTROL;
  }

  /** Bytes of a message's control messages. */
  public int controlLength(int message) {
    return MessageVector.controlLength(host, header(message));
  }

  /** Prepares the messages for the next receive call. */
  public void reset() {
    for (int i = 0; i < used; i++) {
      MessageVector.nameLength(host, header(i), NAME);
      MessageVector.controlLength(host, header(i), CONTROL);
      MessageVector.flags(host, header(i), 0);
    }
    used = 0;
  }

  /** Sets how many messages were received. */
  public void received(int count) {
    used = count;
  }

  /** Puts a message, as the kernel would: for test doubles of the kernel. */
  public void put(int message, byte[] name, byte[] control, byte[] packet) {
    int length = Math.min(packet.length, room);
    host.put(name(message), name);
    host.put(control(message), control);
    host.put(data(message), packet, 0, length);
    MessageVector.controlLength(host, header(message), control.length);
    MessageVector.length(host, header(message), length);
    MessageVector.flags(host, header(message), packet.length > room ? TRUNCATED : 0);
  }

  /** Address of the first mmsghdr. */
  long vector() {
    return memory.address(0);
  }

  private static int header(int message) {
    return message * MessageVector.HEADER;
  }
}
