package org.ixpqos.engine.loop;

/** Computes a round-trip time from the best time stamps that are known and plausible. */
final class ReplyTime {
  /** How far a kernel stamp may lie outside the calls that surround it: rounding of clocks. */
  static final long TOLERANCE_NANOS = 5_000;

  private ReplyTime() {}

  /**
   * The state of a replied packet, which records the source of its time.
   *
   * @param sentAt monotonic time of the call that sent it
   * @param departure from there to its transmit stamp, or what {@link Packets} has instead
   * @param stamp CLOCK_REALTIME of the receipt, or 0
   * @param now monotonic time at which the reply was read
   */
  static byte quality(long sentAt, int departure, long stamp, long now, ClockWatch watch) {
    long arrived = watch.monotonic(stamp);
    if (stamp == 0
        || watch.steppedSince(sentAt)
        || arrived - sentAt <= 0
        || arrived - now > TOLERANCE_NANOS) {
      return Packets.REPLIED_USER;
    }
    return departure >= 0 && departure != Packets.HELD && arrived - sentAt - departure > 0
        ? Packets.REPLIED
        : Packets.REPLIED_KERNEL_RX;
  }

  /** Nanoseconds, never 0: no reply arrives in the moment in which its request leaves. */
  static long rtt(
      byte quality, long sentAt, int departure, long stamp, long now, ClockWatch watch) {
    return switch (quality) {
      case Packets.REPLIED -> watch.monotonic(stamp) - sentAt - departure;
      case Packets.REPLIED_KERNEL_RX -> watch.monotonic(stamp) - sentAt;
      default -> Math.max(1, now - sentAt);
    };
  }
}
