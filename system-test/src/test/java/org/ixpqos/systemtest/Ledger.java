package org.ixpqos.systemtest;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ixpqos.engine.PacketOutcome.IcmpError;

/** What was done about each packet of the one round to each peer. Not for more than one thread. */
final class Ledger {
  /** A packet that was seen: what has come back for it. */
  static final class Entry {
    private int replies;
    private boolean late;
    private long heldNanos;
    private IcmpError error;
  }

  /** A peer's round. */
  static final class Round {
    private final Map<Integer, Entry> entries = new TreeMap<>();
    private int highestReplied = -1;
    private long duplicates;
    private long reordered;
    private long refused;

    /** How a packet has to end; null for one that was never seen. */
    String end(int place) {
      Entry entry = entries.get(place);
      if (entry == null) {
        return null;
      }
      if (entry.replies == 0) {
        return "lost " + entry.error;
      }
      return entry.late ? "late" : "replied";
    }

    /** How long the first reply to a packet was held back. */
    long heldNanos(int place) {
      return entries.get(place).heldNanos;
    }

    String counts() {
      return Ledger.counts(duplicates, reordered, refused);
    }
  }

  static String counts(long duplicates, long reordered, long refused) {
    return String.format(
        Locale.ROOT, "duplicates %d, reordered %d, refused %d", duplicates, reordered, refused);
  }

  private final Map<InetAddress, Round> rounds = new HashMap<>();
  private long strays;
  private long dropped;

  Round round(InetAddress peer) {
    return rounds.computeIfAbsent(peer, none -> new Round());
  }

  long strays() {
    return strays;
  }

  void seen(EchoPacket echo) {
    if (round(echo.peer()).entries.put(echo.place(), new Entry()) != null) {
      throw new IllegalStateException("sent twice: packet " + echo.place() + " to " + echo.peer());
    }
  }

  private Entry entry(EchoPacket echo) {
    return round(echo.peer()).entries.get(echo.place());
  }

  void replied(EchoPacket echo, boolean late, long heldNanos) {
    Round round = round(echo.peer());
    Entry entry = entry(echo);
    if (entry.replies++ > 0) {
      round.duplicates++;
      return;
    }
    entry.late = late;
    entry.heldNanos = heldNanos;
    if (echo.place() < round.highestReplied) {
      round.reordered++;
    }
    round.highestReplied = Math.max(round.highestReplied, echo.place());
  }

  /** An error that comes after the reply changes nothing. */
  void error(EchoPacket echo, IcmpError error) {
    entry(echo).error = error;
  }

  void refused(EchoPacket echo) {
    round(echo.peer()).refused++;
  }

  void stray() {
    strays++;
  }

  /** Thrown away before a raw IPv6 socket, and counted as the socket's drop (sk_drops). */
  void droppedByTheKernel() {
    dropped++;
  }

  long dropped() {
    return dropped;
  }
}
