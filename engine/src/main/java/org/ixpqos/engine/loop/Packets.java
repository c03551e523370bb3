package org.ixpqos.engine.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.PacketOutcome.IcmpError;
import org.ixpqos.engine.Timestamps;
import org.ixpqos.engine.socket.Errno;

/**
 * How each packet of a round is or ended: 13 bytes a packet, laid out by the caller who starts the
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

  /** No transmit stamp was seen. */
  static final int NO_DEPARTURE = Integer.MIN_VALUE;

  private static final String[] NOT_SENT_REASONS = {"cancelled", "overdue", "no-socket"};
  private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(byte[].class);

  private final byte[] states;

  /** While sent: when, by the monotonic clock. Then the round-trip time, the errno, the reason. */
  private final long[] numbers;

  /** Nanoseconds from the call that sent a packet to the kernel's transmit stamp. */
  private final int[] departures;

  /** What routers said; laid out with the first error. */
  private IcmpError[] errors;

  Packets(int count) {
    states = new byte[count];
    numbers = new long[count];
    departures = new int[count];
    Arrays.fill(departures, NO_DEPARTURE);
  }

  int count() {
    return states.length;
  }

  byte state(int packet) {
    return states[packet];
  }

  void sent(int packet, long at) {
    numbers[packet] = at;
    STATE.setRelease(states, packet, SENT);
  }

  /** When a packet that is {@link #SENT} was sent, by the monotonic clock. */
  long sentAt(int packet) {
    return numbers[packet];
  }

  void departed(int packet, int nanos) {
    departures[packet] = nanos;
  }

  int departure(int packet) {
    return departures[packet];
  }

  boolean departureKnown(int packet) {
    return departures[packet] != NO_DEPARTURE;
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
