package org.ixpqos.engine;

/**
 * A round that was started. Its packets' outcomes can be read while it runs, from any thread; when
 * it is finished they no longer change.
 */
public interface EchoRound {
  EchoRequest request();

  /** Sends nothing more; packets in flight are waited for until their timeout. */
  void cancel();

  boolean finished();

  /**
   * How a counted packet ended.
   *
   * @param packet its place in the round, from 0; warm-up echoes have none
   * @return null while it has not
   */
  PacketOutcome outcome(int packet);

  /** Replies beyond the first, of any counted packet, before or after its timeout. */
  long duplicates();

  /** Replies that arrived after the reply to a later packet of the round (RFC 4737). */
  long reordered();

  /**
   * Replies that named a packet of this round and were refused: another sender's address, a damaged
   * payload.
   */
  long refused();

  /**
   * Packets that this host's own sockets dropped on receipt while the round ran: their buffers were
   * full. A raw IPv6 socket counts ICMPv6 messages with a wrong checksum with them (sk_drops).
   */
  long localDrops();

  /** Whether the clock was stepped while the round ran; its durations are right all the same. */
  boolean clockStepped();
}
