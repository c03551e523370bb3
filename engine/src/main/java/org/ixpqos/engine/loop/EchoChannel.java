package org.ixpqos.engine.loop;

import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.packet.EchoFormat;
import org.ixpqos.engine.packet.Token;
import org.ixpqos.engine.socket.EngineClock;
import org.ixpqos.engine.socket.Errno;
import org.ixpqos.engine.socket.IcmpSocket;
import org.ixpqos.engine.socket.SendBatch;

/**
 * Sends through one socket: packets are gathered and sent with one call. What a turn of the loop
 * may send is bounded by what the socket's buffer can hold of the replies and transmit stamps that
 * come back for it. Owned by the loop's thread.
 */
final class EchoChannel {
  /** The kernel's overhead for a packet, bytes; measured 768 to 1,280. */
  private static final int PACKET_OVERHEAD = 1_024;

  private static final int SHORTAGE_RETRIES = 3;
  private static final long SHORTAGE_WAIT_NANOS = 1_000_000;

  private final AddressFamily family;
  private final IcmpSocket socket;
  private final EchoFormat format;
  private final EngineClock clock;
  private final SequenceRing sequences;
  private final RoundTable table;
  private final RoundListener listener;
  private final SendBatch batch;
  private final RunningRound[] rounds = new RunningRound[SendBatch.CAPACITY];
  private final int[] packets = new int[SendBatch.CAPACITY];
  private long allowance;
  private long drainedAt;
  private long drops;

  EchoChannel(
      AddressFamily family,
      IcmpSocket socket,
      EchoFormat format,
      EngineClock clock,
      SequenceRing sequences,
      RoundTable table,
      RoundListener listener) {
    this.family = family;
    this.socket = socket;
    this.format = format;
    this.clock = clock;
    this.sequences = sequences;
    this.table = table;
    this.listener = listener;
    this.batch = new SendBatch(format.fill());
    drained(clock.monotonicNanos());
  }

  AddressFamily family() {
    return family;
  }

  IcmpSocket socket() {
    return socket;
  }

  /** Messages that the socket dropped on receipt since it was opened. */
  long drops() {
    return drops;
  }

  /**
   * Updates the count from the socket's own, which is modulo 2³².
   *
   * @return how many were dropped since the last time
   */
  long dropped(long count) {
    long more = (count - drops) & 0xffff_ffffL;
    drops += more;
    return more;
  }

  /**
   * All packets that the socket had received at that moment, monotonic, were read: its buffers are
   * empty.
   */
  void drained(long at) {
    drainedAt = at;
    allowance = socket.receiveBufferBytes() / 2;
  }

  /** Whether this turn may send another packet. */
  boolean ready() {
    return allowance > 0;
  }

  /** Sends a packet, now or with the next {@link #flush}. */
  void send(RunningRound round, int packet) {
    Destination peer = round.peer();
    int slot = round.slot();
    long token = Token.of(slot, table.generation(slot), packet);
    int i = batch.count();
    rounds[i] = round;
    packets[i] = packet;
    byte[] control = doubtful(round, packet) ? peer.diagnosis() : peer.control();
    int head = batch.add(peer.address(), control, peer.fillLength());
    format.write(
        batch.network(),
        head,
        family,
        socket.identifier(),
        sequences.put(token),
        peer.cookies(),
        token,
        peer.fillSum());
    allowance -= 2L * (PACKET_OVERHEAD + peer.messageLength());
    if (batch.full()) {
      flush();
    }
  }

  private boolean doubtful(RunningRound round, int packet) {
    return socket.stampsReplies() && round.silentBefore(packet, drainedAt);
  }

  /** Sends the gathered packets; afterwards each is sent or has its error. */
  void flush() {
    int first = 0;
    int retries = 0;
    while (first < batch.count()) {
      long at = clock.monotonicNanos();
      int sent = socket.send(batch, first);
      long took = clock.monotonicNanos() - at;
      for (int i = first; i < first + sent; i++) {
        rounds[i].sent(packets[i], at, took);
        listener.changed(rounds[i]);
      }
      if (sent > 0) {
        first += sent;
        retries = 0;
      } else if (retries < retries(-sent)) {
        retries++;
        if (Errno.isShortage(-sent)) {
          socket.awaitWritable(SHORTAGE_WAIT_NANOS);
        }
      } else {
        rounds[first].sendError(packets[first], -sent, at);
        listener.changed(rounds[first]);
        first++;
        retries = 0;
      }
    }
    batch.clear();
  }

  /** A datagram socket's call may report the ICMP error of an earlier packet: once more then. */
  private int retries(int errno) {
    if (errno == Errno.EINTR || Errno.isShortage(errno)) {
      return SHORTAGE_RETRIES;
    }
    return socket.raw() ? 0 : 1;
  }
}
