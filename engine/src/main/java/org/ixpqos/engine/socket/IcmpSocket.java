package org.ixpqos.engine.socket;

/**
 * A socket that sends ICMP echoes and receives replies and errors. No call waits, except {@link
 * #awaitWritable}. Used by the loop's thread only.
 */
public interface IcmpSocket extends AutoCloseable {
  /** Raw or datagram: the kernel writes the checksum and the id of a datagram socket's echoes. */
  boolean raw();

  /** The id of a raw socket's echoes; replies of another id do not reach it. */
  int identifier();

  /** The buffer that the kernel granted, bytes, as it counts them. */
  int receiveBufferBytes();

  /** Whether the kernel stamps received packets. */
  boolean stampsReplies();

  /**
   * Sends the batch's messages from {@code first} on.
   *
   * @return how many were sent, at least 1; or the negated errno that refused the first
   */
  int send(SendBatch batch, int first);

  /**
   * Receives replies, and a raw socket's ICMP errors.
   *
   * @return how many; fewer than there is room for means that none is left; or a negated errno
   */
  int receive(ReceiveBatch batch);

  /** Receives transmit stamps, and a datagram socket's ICMP errors; answers as {@link #receive}. */
  int receiveErrors(ReceiveBatch batch);

  /** Waits until there is room to send again, or for {@code nanos}. */
  void awaitWritable(long nanos);

  @Override
  void close();
}
