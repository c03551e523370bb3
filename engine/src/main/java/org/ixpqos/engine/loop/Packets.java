package org.ixpqos.engine.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.BitSet;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.PacketOutcome.IcmpError;
import org.ixpqos.engine.Timestamps;
import org.ixpqos.engine.socket.Errno;

/**
 * The state of each packet of a round: 13 bytes a packet, allocated by the thread that starts the
 * round. The loop's thread writes; any thread reads outcomes: a packet's numbers are written before
 * its state is released, and never change once it has ended.
 */
final class Packets {
  static final byte SCHEDULED = 0;
  static final byte SENT = 1;
  static final byte REPLIED = 2;
  static final byte REPLIED_KERNEL_RX = 3;
  static final byte REPLIED_USER = 4;
  static final byte LATE = 5;
  static final byte LOST = 6;
  static final byte SEND_ERROR = 7;
  static final byte LOCAL_DROP = 8;
  static final byte NOT_SENT = 9;

  /** Reasons of packets that were not sent. */
  static final int CANCELLED = 0;

  static final int OVERDUE = 1;
  static final int NO_SOCKET = 2;

  /**
   * The departure of a packet that a queue of this host held for long, most likely until the peer's
   * link-layer address was known. Its time counts from the call that sent it, or an outage of the
   * peer's link would not be seen.
   */
  static final int HELD = Integer.MAX_VALUE;

  /** How long after the call a packet may leave before it counts as held. */
  private static final long HELD_NANOS = 20_000_000;

  private static final String[] NOT_SENT_REASONS = {"cancelled", "overdue", "no-socket"};
  private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(byte[].class);

  private final byte[] states;

  /** While sent: when, by the monotonic clock. Then the round-trip time, the errno, the reason. */
  private final long[] numbers;

  /**
   * Nanoseconds from just before the call that sent a packet to the kernel's transmit stamp. Below
   * zero while there is none: then −1 − how long that call took.
   */
  private final int[] departures;

  /** The routers' ICMP errors; allocated with the first. */
  private IcmpError[] errors;

  /**
   * Which packets reached their interface's queue, of those sent with that request; allocated with
   * the first.
   */
  private BitSet queued;

  Packets(int count) {
    states = new byte[count];
    numbers = new long[count];
    departures = new int[count];
    Arrays.fill(departures, -1);
  }

  int count() {
    return states.length;
  }

  byte state(int packet) {
    return states[packet];
  }

  /**
   * A packet was handed to the kernel.
   *
   * @param at just before the call, monotonic
   * @param took nanoseconds that the call took: it may have been interrupted
   */
  void sent(int packet, long at, long took) {
    numbers[packet] = at;
    departures[packet] = -1 - (int) Math.min(took, Integer.MAX_VALUE);
    STATE.setRelease(states, packet, SENT);
  }

  /** When a packet that is {@link #SENT} was sent, by the monotonic clock. */
  long sentAt(int packet) {
    return numbers[packet];
  }

  /** Takes the time from just before the call to the transmit stamp. */
  void departed(int packet, long nanos) {
    if (departureKnown(packet)) {
      return;
    }
    long took = -1L - departures[packet];
    departures[packet] = nanos - took > HELD_NANOS ? HELD : (int) Math.max(0, nanos);
  }

  /** See {@link #departures}; below zero while it is not known. */
  int departure(int packet) {
    return departures[packet];
  }

  boolean departureKnown(int packet) {
    return departures[packet] >= 0;
  }

  boolean departedPromptly(int packet) {
    return packet < departures.length && departureKnown(packet) && departures[packet] != HELD;
  }

  /**
   * The first of the packets up to and with {@code last} that are unanswered and without a stamp;
   * {@code last + 1} when {@code last} is none.
   */
  int startOfSilence(int last) {
    int first = last + 1;
    while (first > 0 && states[first - 1] == SENT && !departureKnown(first - 1)) {
      first--;
    }
    return first;
  }

  void queued(int packet) {
    if (queued == null) {
      queued = new BitSet(states.length);
    }
    queued.set(packet);
  }

  /** Whether a packet reached its interface's queue, where that is known, and never left it. */
  boolean stuck(int packet) {
    return queued != null && queued.get(packet) && !departureKnown(packet);
  }

  /** Whether any packet's transmit stamp was seen: not every interface has them. */
  boolean anyDeparted() {
    for (int departure : departures) {
      if (departure >= 0) {
        return true;
      }
    }
    return false;
  }

  void error(int packet, IcmpError error) {
    if (errors == null) {
      errors = new IcmpError[states.length];
    }
    errors[packet] = error;
  }

  IcmpError error(int packet) {
    return errors == null ? null : errors[packet];
  }

  /**
   * Ends a packet. {@code number} is a round-trip time, an errno or a reason, as the state has it.
   */
  void end(int packet, byte state, long number) {
    numbers[packet] = number;
    STATE.setRelease(states, packet, state);
  }

  PacketOutcome outcome(int packet) {
    byte state = (byte) STATE.getAcquire(states, packet);
    long number = numbers[packet];
    return switch (state) {
      case REPLIED -> new PacketOutcome.Replied(number, Timestamps.KERNEL_TX_RX);
      case REPLIED_KERNEL_RX -> new PacketOutcome.Replied(number, Timestamps.KERNEL_RX);
      case REPLIED_USER -> new PacketOutcome.Replied(number, Timestamps.USER);
      case LATE -> new PacketOutcome.Late(number);
      case LOST -> new PacketOutcome.Lost(error(packet));
      case SEND_ERROR -> new PacketOutcome.SendError(Errno.name((int) number));
      case LOCAL_DROP -> new PacketOutcome.SendError("local-drop");
      case NOT_SENT -> new PacketOutcome.NotSent(NOT_SENT_REASONS[(int) number]);
      default -> null;
    };
  }
}
