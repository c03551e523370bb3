package org.ixpqos.engine.loop;

import java.nio.ByteBuffer;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.packet.EchoFormat;
import org.ixpqos.engine.packet.IcmpMessage;
import org.ixpqos.engine.packet.Token;
import org.ixpqos.engine.socket.ControlMessages;
import org.ixpqos.engine.socket.EngineClock;
import org.ixpqos.engine.socket.ReceiveBatch;
import org.ixpqos.engine.socket.SocketAddresses;

/**
 * Drains a socket: replies, and then the transmit stamps, which the kernel queued before the
 * replies to them could arrive; then the replies are verified. Owned by the loop's thread.
 */
final class Receiver {
  private static final int BATCH = 64;

  /**
   * Room for an echo of the usual sizes with its IP header; more is allocated when it is needed.
   */
  private static final int USUAL_ROOM = 2_048;

  private static final int LARGEST_ROOM = 1 << 16;
  private static final int LARGE_BATCH = 32;

  /** Batches of one drain, so that a flood of strays cannot keep the loop from its work. */
  private static final int MAX_BATCHES = 64;

  private final RoundTable table;
  private final SequenceRing sequences;
  private final EchoFormat format;
  private final EngineClock clock;
  private final ClockWatch watch;
  private final Counters totals;
  private final RoundListener listener;
  private final ErrorReader errors;
  private final ControlMessages control = new ControlMessages();
  private final IcmpMessage message = new IcmpMessage();
  private ReceiveBatch replies = new ReceiveBatch(BATCH, USUAL_ROOM);

  Receiver(
      RoundTable table,
      SequenceRing sequences,
      EchoFormat format,
      EngineClock clock,
      ClockWatch watch,
      Counters totals,
      RoundListener listener) {
    this.table = table;
    this.sequences = sequences;
    this.format = format;
    this.clock = clock;
    this.watch = watch;
    this.totals = totals;
    this.listener = listener;
    this.errors = new ErrorReader(table, totals, watch);
  }

  /** Makes room for replies as long as the round's. */
  void makeRoom(RunningRound round) {
    if (round.peer().messageLength() > USUAL_ROOM - 60 && replies.room() < LARGEST_ROOM) {
      replies = new ReceiveBatch(LARGE_BATCH, LARGEST_ROOM);
    }
  }

  /**
   * Reads what a socket has received.
   *
   * @param now monotonic time before this call
   * @return the moment, monotonic, up to which every reply that arrived was read: {@code now}, or
   *     an earlier one when more was waiting than one drain takes
   */
  long drain(EchoChannel channel, long now) {
    long last = now;
    for (int batch = 0; batch < MAX_BATCHES; batch++) {
      int received = channel.socket().receive(replies);
      errors.drain(channel);
      if (received < 0) {
        continue; // an error that was pending on the socket; it is off now
      }
      if (received > 0) {
        last = takeAll(channel, received);
      }
      if (received < replies.capacity()) {
        return now;
      }
    }
    return last == ClockWatch.NONE || last - now > 0 ? now : last;
  }

  private long takeAll(EchoChannel channel, int received) {
    watch.check();
    long now = clock.monotonicNanos();
    ByteBuffer network = replies.network();
    for (int i = 0; i < received; i++) {
      control.read(replies.host(), replies.control(i), replies.controlLength(i));
      if (control.drops() >= 0) {
        totals.add(Counters.LOCAL_DROPS, channel.dropped(control.drops()));
      }
      AddressFamily family = channel.family();
      boolean withHeader = family == AddressFamily.IPV4 && channel.socket().raw();
      switch (message.read(network, replies.data(i), replies.length(i), family, withHeader)) {
        case REPLY -> takeReply(channel, i, now);
        case ERROR -> errors.take(channel, message, network, replies.host(), replies.name(i));
        case OTHER -> {}
      }
    }
    return watch.monotonic(control.realtimeNanos());
  }

  private void takeReply(EchoChannel channel, int i, long now) {
    ByteBuffer network = replies.network();
    long token = table.ownedToken(network, message.start(), message.length());
    boolean owned = token != RoundTable.NO_TOKEN;
    if (!owned) {
      token = sequences.token(message.sequence(network)); // a hint, to count it at the right round
    }
    RunningRound round = table.find(token);
    if (round == null) {
      totals.add(Counters.STRAYS, 1);
      return;
    }
    int packet = Token.packet(token);
    boolean fromPeer =
        SocketAddresses.sameHost(replies.host(), replies.name(i), round.peer().address());
    if (owned && fromPeer && intact(channel, round, i)) {
      if (round.replied(packet, control.realtimeNanos(), now, watch)) {
        listener.changed(round);
      } else {
        totals.add(Counters.STRAYS, 1);
      }
    } else if (owned || (fromPeer && idRight(channel))) {
      round.refuse(packet);
    } else {
      totals.add(Counters.STRAYS, 1);
    }
  }

  private boolean intact(EchoChannel channel, RunningRound round, int i) {
    ByteBuffer network = replies.network();
    Destination peer = round.peer();
    int start = message.start();
    boolean checksumOpen = channel.family() == AddressFamily.IPV4 && channel.socket().raw();
    return round.channel() == channel
        && !replies.truncated(i)
        && message.length() == peer.messageLength()
        && message.code(network) == 0
        && format.intact(network, start + EchoFormat.TOKEN + Long.BYTES, peer.fillLength())
        && (!checksumOpen || format.checksumRight(network, start, peer.fillSum()));
  }

  private boolean idRight(EchoChannel channel) {
    return !channel.socket().raw()
        || message.identifier(replies.network()) == channel.socket().identifier();
  }
}
