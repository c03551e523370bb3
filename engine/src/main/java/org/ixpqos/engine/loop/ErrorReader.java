package org.ixpqos.engine.loop;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.PacketOutcome.IcmpError;
import org.ixpqos.engine.packet.IcmpMessage;
import org.ixpqos.engine.packet.IcmpReason;
import org.ixpqos.engine.packet.Token;
import org.ixpqos.engine.socket.ControlMessages;
import org.ixpqos.engine.socket.ReceiveBatch;
import org.ixpqos.engine.socket.SocketAddresses;

/**
 * Reads a socket's error queue, transmit stamps and a datagram socket's ICMP errors, and finds the
 * packet that an ICMP error quotes. An error is accepted only with the packet's cookie in its
 * quote: its sender saw the packet. An error that quotes no more than the ICMP header, as RFC 792
 * allows, could come from any host that guesses 16 bits. Owned by the loop's thread.
 */
final class ErrorReader {
  private static final int BATCH = 64;

  /** Enough for link, IP and ICMP headers, cookie and token; the rest may be cut off. */
  private static final int ROOM = 256;

  /** More than any error queue holds. */
  private static final int MAX_BATCHES = 1_024;

  private final RoundTable table;
  private final Counters totals;
  private final ClockWatch watch;
  private final ControlMessages control = new ControlMessages();
  private final ReceiveBatch batch = new ReceiveBatch(BATCH, ROOM);

  /** Where the cookie was in the last stamped packet: the next one's link is likely the same. */
  private int lastCookie;

  ErrorReader(RoundTable table, Counters totals, ClockWatch watch) {
    this.table = table;
    this.totals = totals;
    this.watch = watch;
  }

  /** Reads all that a socket's error queue has. */
  void drain(EchoChannel channel) {
    for (int i = 0; i < MAX_BATCHES; i++) {
      int received = channel.socket().receiveErrors(batch);
      for (int j = 0; j < received; j++) {
        takeQueued(channel, j);
      }
      if (received < batch.capacity()) {
        return;
      }
    }
  }

  private void takeQueued(EchoChannel channel, int i) {
    control.read(batch.host(), batch.control(i), batch.controlLength(i));
    switch (control.origin()) {
      case ControlMessages.ORIGIN_TIMESTAMPING -> takeStamp(i);
      case ControlMessages.ORIGIN_ICMP, ControlMessages.ORIGIN_ICMP6 -> takeError(channel, i);
      default -> {}
    }
  }

  private void takeStamp(int i) {
    int cookie = findCookie(batch.data(i), batch.length(i));
    if (cookie < 0 || control.realtimeNanos() == 0) {
      return;
    }
    long token = batch.network().getLong(cookie + Long.BYTES);
    RunningRound round = table.find(token);
    if (round != null && control.stampOfQueue()) {
      round.queued(Token.packet(token));
    } else if (round != null) {
      round.departed(Token.packet(token), control.realtimeNanos(), watch);
    }
  }

  /** The packet comes back behind its link's header, of any length. */
  private int findCookie(int at, int length) {
    int last = length - 2 * Long.BYTES;
    if (lastCookie <= last && owned(at + lastCookie)) {
      return at + lastCookie;
    }
    for (int offset = 0; offset <= last; offset++) {
      if (owned(at + offset)) {
        lastCookie = offset;
        return at + offset;
      }
    }
    return -1;
  }

  private boolean owned(int cookie) {
    return table.ownedToken(batch.network(), cookie) != RoundTable.NO_TOKEN;
  }

  /** A datagram socket's ICMP error: the quoted echo from its ICMP header on. */
  private void takeError(EchoChannel channel, int i) {
    int length = batch.length(i);
    if (length < IcmpMessage.HEADER || control.offender() < 0) {
      return;
    }
    long token = table.ownedToken(batch.network(), batch.data(i), length);
    RunningRound round = table.find(token);
    if (round == null) {
      totals.add(Counters.STRAYS, 1);
    } else if (SocketAddresses.sameHost(batch.host(), batch.name(i), round.peer().address())) {
      String reason = IcmpReason.name(channel.family(), control.errorType(), control.errorCode());
      report(round, token, reason, batch.host(), control.offender(), (int) control.errorInfo());
    }
  }

  /** A raw socket's ICMP error: the error itself, from the router whose address is {@code name}. */
  void take(EchoChannel channel, IcmpMessage error, ByteBuffer network, ByteBuffer host, int name) {
    long token = table.ownedToken(network, error.quoted(), error.quotedLength());
    RunningRound round = table.find(token);
    boolean idRight =
        (network.getShort(error.quoted() + IcmpMessage.IDENTIFIER) & 0xffff)
            == channel.socket().identifier();
    if (round == null) {
      totals.add(Counters.STRAYS, 1);
    } else if (idRight
        && round.channel() == channel
        && SocketAddresses.sameAddress(
            network, error.quotedDestination(), round.peer().address())) {
      AddressFamily family = channel.family();
      String reason = IcmpReason.name(family, error.type(network), error.code(network));
      report(round, token, reason, host, name, error.mtu(network, family));
    }
  }

  private static void report(
      RunningRound round, long token, String reason, ByteBuffer host, int from, int mtu) {
    InetAddress router = SocketAddresses.decode(host, from);
    if (router != null) {
      int hop = reason.equals(IcmpReason.TOO_BIG) ? mtu : 0;
      round.error(Token.packet(token), new IcmpError(reason, router, hop));
    }
  }
}
