package org.ixpqos.model;

/**
 * How the packets of a round ended. Every scheduled packet ends in exactly one of {@code replied},
 * {@code lost}, {@code late}, {@code sendErrors}, {@code notSent}; duplicates and reordering are
 * counted beside them.
 *
 * @param scheduled packets that the schedule specifies
 * @param replied a reply came within the timeout
 * @param lost sent, and no reply came before the round was closed
 * @param late sent, and its reply came after the timeout
 * @param sendErrors refused or dropped by this host itself: never loss on the network
 * @param notSent never handed to the network, or withdrawn before its end could be known
 * @param duplicates replies beyond the first, of any packet
 * @param reordered replies that arrived after the reply to a later packet (RFC 4737)
 */
public record PacketCounts(
    long scheduled,
    long replied,
    long lost,
    long late,
    long sendErrors,
    long notSent,
    long duplicates,
    long reordered) {
  public PacketCounts {
    if (replied < 0
        || lost < 0
        || late < 0
        || sendErrors < 0
        || notSent < 0
        || duplicates < 0
        || reordered < 0) {
      throw new IllegalArgumentException("a count of packets below zero");
    }
    if (scheduled != replied + lost + late + sendErrors + notSent) {
      throw new IllegalArgumentException(
          "scheduled "
              + scheduled
              + " is not the sum of received "
              + replied
              + ", lost "
              + lost
              + ", late "
              + late
              + ", send_errors "
              + sendErrors
              + ", not_sent "
              + notSent);
    }
  }

  /** Packets that left this host. */
  public long sent() {
    return replied + lost + late;
  }

  /**
   * Round-trip loss (RFC 6673): the fraction of the packets sent for which no reply came within the
   * timeout, 0 to 1; null when none was sent, which is a gap and not a loss.
   */
  public Double loss() {
    return sent() == 0 ? null : (double) (lost + late) / sent();
  }
}
