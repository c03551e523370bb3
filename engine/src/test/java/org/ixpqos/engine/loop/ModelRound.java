package org.ixpqos.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.PacketOutcome.IcmpError;
import org.ixpqos.engine.PacketOutcome.Late;
import org.ixpqos.engine.PacketOutcome.Lost;
import org.ixpqos.engine.PacketOutcome.NotSent;
import org.ixpqos.engine.PacketOutcome.Replied;
import org.ixpqos.engine.PacketOutcome.SendError;
import org.ixpqos.engine.Timestamps;
import org.ixpqos.engine.socket.Errno;

/**
 * The expected outcome of a round, in the simplest way: every packet keeps its events, and its
 * outcome is derived from them when the round is over.
 */
final class ModelRound {
  final RunningRound round;
  final long startedAt;
  final Packet[] packets;
  boolean cancelled;
  long duplicates;
  long reordered;
  long refused;
  private int highest = -1;

  static final class Packet {
    SentEcho echo;
    long sentAt;
    long sentReal;
    boolean sent;
    int errno;
    boolean stamped;
    boolean held;
    boolean queued;
    long departure;
    PacketOutcome reply;
    IcmpError error;
  }

  ModelRound(RunningRound round, long startedAt) {
    this.round = round;
    this.startedAt = startedAt;
    packets = new Packet[round.request().warmup() + round.request().count()];
    for (int i = 0; i < packets.length; i++) {
      packets[i] = new Packet();
    }
  }

  private boolean counted(int packet) {
    return packet >= round.request().warmup();
  }

  void sent(int packet, SentEcho echo, long now, long real) {
    assertTrue(now - startedAt >= packet * round.request().intervalNanos(), "sent too early");
    assertTrue(!packets[packet].sent, "sent twice");
    packets[packet].echo = echo;
    packets[packet].sentAt = now;
    packets[packet].sentReal = real;
    packets[packet].sent = true;
  }

  void stamp(int packet, long departure, boolean stepped) {
    if (packets[packet].reply == null && !stepped) {
      packets[packet].held =
          packets[packet].stamped ? packets[packet].held : departure > 20_000_000;
      packets[packet].departure = packets[packet].stamped ? packets[packet].departure : departure;
      packets[packet].stamped = true;
    }
  }

  void error(int packet, IcmpError error) {
    if (packets[packet].reply == null) {
      packets[packet].error = error;
    }
  }

  void refuse(int packet) {
    refused += counted(packet) ? 1 : 0;
  }

  /**
   * A good reply.
   *
   * @param arrived nanoseconds ago that the kernel stamped it; −1 when it did not
   */
  void reply(int packet, long arrived, long now, boolean stepped) {
    Packet one = packets[packet];
    if (one.reply != null) {
      duplicates += counted(packet) ? 1 : 0;
      return;
    }
    long sinceSent = now - one.sentAt;
    long rtt = Math.max(1, sinceSent);
    Timestamps timestamps = Timestamps.USER;
    if (arrived >= 0 && !stepped && sinceSent - arrived > 0) {
      rtt = sinceSent - arrived;
      timestamps = Timestamps.KERNEL_RX;
      if (one.stamped && !one.held && rtt - one.departure > 0) {
        rtt -= one.departure;
        timestamps = Timestamps.KERNEL_TX_RX;
      }
    }
    boolean late = rtt > round.request().timeoutNanos();
    one.reply = late ? new Late(rtt) : new Replied(rtt, timestamps);
    reordered += packet < highest && counted(packet) ? 1 : 0;
    highest = Math.max(highest, packet);
  }

  /** The round is finished: it must be what is remembered here. */
  void check(long now) {
    boolean open = false;
    for (int i = packets.length - 1; i >= 0; i--) {
      Packet packet = packets[i];
      open |= packet.sent && packet.reply == null;
      if (counted(i)) {
        checkOutcome(i, packet);
      }
    }
    assertEquals(duplicates, round.duplicates(), "duplicates");
    assertEquals(reordered, round.reordered(), "reordered");
    assertEquals(refused, round.refused(), "refused");
    for (Packet packet : packets) {
      assertTrue(
          !open || !packet.sent || now - packet.sentAt >= round.request().timeoutNanos(),
          "closed while a packet could still be answered");
    }
  }

  private boolean silent(int i) {
    return packets[i].sent && packets[i].reply == null && !packets[i].stamped;
  }

  private boolean stuck(Packet packet) {
    return packet.queued && Arrays.stream(packets).anyMatch(other -> other.stamped);
  }

  /** Whether the next packet that was not silent left at once. */
  private boolean overtaken(int silent) {
    int next = silent;
    while (next < packets.length && silent(next)) {
      next++;
    }
    return next < packets.length && packets[next].stamped && !packets[next].held;
  }

  private void checkOutcome(int i, Packet packet) {
    PacketOutcome actual = round.outcome(i - round.request().warmup());
    if (!packet.sent && packet.errno == 0) {
      boolean withdrawn = cancelled && actual.equals(new NotSent("cancelled"));
      assertTrue(withdrawn || actual.equals(new NotSent("overdue")), actual.toString());
      return;
    }
    PacketOutcome expected;
    if (packet.errno != 0) {
      expected = new SendError(Errno.name(packet.errno));
    } else if (packet.reply != null) {
      expected = packet.reply;
    } else if (packet.error == null && silent(i) && (overtaken(i) || stuck(packet))) {
      expected = new SendError("local-drop");
    } else {
      expected = new Lost(packet.error);
    }
    assertEquals(expected, actual);
  }
}
