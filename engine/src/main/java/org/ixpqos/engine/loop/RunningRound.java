package org.ixpqos.engine.loop;

import java.util.function.Consumer;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.PacketOutcome.IcmpError;

/**
 * A round in flight: its packets' outcomes and its deadlines. Everything but {@link EchoRound}'s
 * methods belongs to the loop's thread.
 */
final class RunningRound implements EchoRound {
  /** A packet this much behind, and more than its interval, is not sent any more. */
  private static final long OVERDUE_NANOS = 100_000_000;

  /**
   * The kernel gives up on a link-layer address after three requests, a second apart (arp(7),
   * mcast_solicit and retrans_time): packets that wait for one are dropped no sooner.
   */
  private static final long RESOLUTION_NANOS = 2_500_000_000L;

  /** How long a transmit stamp may take; one that is not there by then is missing. */
  private static final long STAMPED_WITHIN_NANOS = 15_000_000;

  private static final int NO_SLOT = -1;

  private final EchoRequest request;
  private final Destination peer;
  private final long firstDue;
  private final Consumer<RunningRound> canceller;
  private final Packets packets;

  /** Rare outcomes; allocated with the first. The loop writes it, any thread reads it. */
  private volatile Counters counters;

  private final Counters totals;

  private int slot = NO_SLOT;
  private EchoChannel channel;
  private long dropsBefore;
  private long stepsBefore;
  private int next;
  private int ended;
  private int lastSent = -1;
  private long lastSentAt;
  private long lastEndAt;
  private int highestReplied = -1;
  private volatile boolean clockStepped;
  private volatile boolean finished;

  /**
   * @param startNanos monotonic time that the request's delay counts from
   * @param totals the engine's counts, raised with the round's own
   * @param canceller notifies the loop, from any thread
   */
  RunningRound(
      EchoRequest request,
      Destination peer,
      long startNanos,
      Counters totals,
      Consumer<RunningRound> canceller) {
    this.request = request;
    this.peer = peer;
    this.firstDue = startNanos + request.delayNanos();
    this.lastEndAt = startNanos;
    this.totals = totals;
    this.canceller = canceller;
    this.packets = new Packets(request.warmup() + request.count());
  }

  // From any thread.

  @Override
  public EchoRequest request() {
    return request;
  }

  @Override
  public void cancel() {
    if (!finished) {
      canceller.accept(this);
    }
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public PacketOutcome outcome(int packet) {
    if (packet < 0 || packet >= request.count()) {
      throw new IndexOutOfBoundsException(packet);
    }
    return packets.outcome(request.warmup() + packet);
  }

  @Override
  public long duplicates() {
    return counted(Counters.DUPLICATES);
  }

  @Override
  public long reordered() {
    return counted(Counters.REORDERED);
  }

  @Override
  public long refused() {
    return counted(Counters.REFUSED);
  }

  @Override
  public long localDrops() {
    return counted(Counters.LOCAL_DROPS);
  }

  private long counted(int counter) {
    Counters known = counters;
    return known == null ? 0 : known.get(counter);
  }

  @Override
  public boolean clockStepped() {
    return clockStepped;
  }

  // On the loop's thread.

  Destination peer() {
    return peer;
  }

  int slot() {
    return slot;
  }

  /** Null when its family has no socket. */
  EchoChannel channel() {
    return channel;
  }

  /** Takes its place among the rounds in flight. */
  void begin(int itsSlot, EchoChannel itsChannel, ClockWatch watch) {
    slot = itsSlot;
    channel = itsChannel;
    dropsBefore = channel == null ? 0 : channel.drops();
    stepsBefore = watch.steps();
  }

  /** Whether packets remain to be sent. */
  boolean sending() {
    return next < packets.count();
  }

  /** Whether a packet was taken to be sent. */
  boolean sent(int packet) {
    return packet < next;
  }

  /** When the next packet is to be sent. */
  long due() {
    return firstDue + next * request.intervalNanos();
  }

  /**
   * Whether the next packet's time is long past. The packets of a round without interval go as fast
   * as they can and never are.
   */
  boolean overdue(long now) {
    long interval = request.intervalNanos();
    return interval > 0 && now - due() > Math.max(interval, OVERDUE_NANOS);
  }

  /** The next packet, to be sent now. */
  int take() {
    return next++;
  }

  /** The next deadline: to send, or to close the round. */
  long deadline(long lingerNanos) {
    if (sending()) {
      return due();
    }
    if (lastSent < 0) {
      return lastEndAt;
    }
    long closes = closesAt();
    boolean answered = ended == packets.count() && lastEndAt + lingerNanos - closes < 0;
    return answered ? lastEndAt + lingerNanos : closes;
  }

  private long closesAt() {
    boolean prompt = packets.departedPromptly(lastSent);
    return lastSentAt + (prompt ? packets.departure(lastSent) : 0) + request.timeoutNanos();
  }

  void sent(int packet, long at, long took) {
    packets.sent(packet, at, took);
    totals.add(Counters.IN_FLIGHT, 1);
    lastSent = packet;
    lastSentAt = at;
  }

  /** Records a transmit stamp. A stamp from before a step of the clock is ignored. */
  void departed(int packet, long stamp, ClockWatch watch) {
    if (packets.state(packet) != Packets.SENT || watch.steppedSince(packets.sentAt(packet))) {
      return;
    }
    long departure = watch.monotonic(stamp) - packets.sentAt(packet);
    if (departure > -ReplyTime.TOLERANCE_NANOS) {
      packets.departed(packet, departure);
    }
  }

  /** Records that a packet reached its interface's queue. */
  void queued(int packet) {
    packets.queued(packet);
  }

  /** Whether the packet before had neither stamp nor reply when the socket was drained. */
  boolean silentBefore(int packet, long drainedAt) {
    return packet > 0
        && packets.startOfSilence(packet - 1) < packet
        && drainedAt - packets.sentAt(packet - 1) > STAMPED_WITHIN_NANOS;
  }

  /**
   * Records a verified reply.
   *
   * @param stamp CLOCK_REALTIME when the kernel received it; 0 when there is no stamp
   * @return whether it was a reply to a packet that had been sent at all
   */
  boolean replied(int packet, long stamp, long now, ClockWatch watch) {
    switch (packets.state(packet)) {
      case Packets.SENT -> {
        long sentAt = packets.sentAt(packet);
        int departure = packets.departure(packet);
        byte state = ReplyTime.quality(sentAt, departure, stamp, now, watch);
        long rtt = ReplyTime.rtt(state, sentAt, departure, stamp, now, watch);
        boolean late = rtt > request.timeoutNanos();
        countReordering(packet);
        end(packet, late ? Packets.LATE : state, rtt, late ? Counters.LATE : Counters.REPLIED, now);
        return true;
      }
      case Packets.REPLIED, Packets.REPLIED_KERNEL_RX, Packets.REPLIED_USER, Packets.LATE -> {
        count(packet, Counters.DUPLICATES);
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private void countReordering(int packet) {
    if (packet < highestReplied) {
      count(packet, Counters.REORDERED);
    }
    highestReplied = Math.max(highestReplied, packet);
  }

  /** A reply named a packet of this round and was refused. */
  void refuse(int packet) {
    count(packet, Counters.REFUSED);
  }

  /** Keeps the ICMP error of a router, until it is known whether a reply comes all the same. */
  void error(int packet, IcmpError error) {
    if (packets.state(packet) == Packets.SENT) {
      packets.error(packet, error);
    }
  }

  IcmpError error(int packet) {
    return packets.error(packet);
  }

  void sendError(int packet, int errno, long now) {
    end(packet, Packets.SEND_ERROR, errno, Counters.SEND_ERROR, now);
  }

  void notSent(int packet, int reason, long now) {
    end(packet, Packets.NOT_SENT, reason, Counters.NOT_SENT, now);
  }

  /** Ends what was not sent yet. */
  void withdraw(int reason, long now) {
    while (sending()) {
      notSent(take(), reason, now);
    }
  }

  /** Ends what was not sent yet as refused by this host. */
  void refuseAll(int errno, long now) {
    while (sending()) {
      sendError(take(), errno, now);
    }
  }

  /**
   * Ends what is still in flight, and the round. Packets without a transmit stamp were dropped by
   * this host's own queue if they are known to have reached it; or if their successor left at once,
   * and so soon that they cannot have waited for the peer's link-layer address in vain: that is the
   * peer's loss.
   */
  void close(long now, ClockWatch watch) {
    boolean stamped = ended < packets.count() && packets.anyDeparted();
    int packet = packets.count() - 1;
    while (packet >= 0) {
      int first = packets.startOfSilence(packet);
      boolean dropped =
          packets.departedPromptly(packet + 1)
              && (packet + 1 - first) * request.intervalNanos() < RESOLUTION_NANOS;
      for (; packet >= first; packet--) {
        endUnanswered(packet, dropped || (stamped && packets.stuck(packet)), now);
      }
      if (packet >= 0) {
        endUnanswered(packet--, false, now);
      }
    }
    if (watch.steps() != stepsBefore) {
      clockStepped = true;
    }
    if (channel != null && channel.drops() != dropsBefore) {
      counters().add(Counters.LOCAL_DROPS, channel.drops() - dropsBefore);
    }
    finished = true;
  }

  private void endUnanswered(int packet, boolean dropped, long now) {
    if (packets.state(packet) != Packets.SENT) {
      return;
    }
    if (dropped && packets.error(packet) == null) {
      end(packet, Packets.LOCAL_DROP, 0, Counters.SEND_ERROR, now);
    } else if (now - packets.sentAt(packet) >= request.timeoutNanos()) {
      end(packet, Packets.LOST, 0, Counters.LOST, now);
    } else {
      notSent(packet, Packets.CANCELLED, now);
    }
  }

  private void end(int packet, byte state, long number, int counter, long now) {
    if (packets.state(packet) == Packets.SENT) {
      totals.add(Counters.IN_FLIGHT, -1);
    }
    packets.end(packet, state, number);
    ended++;
    lastEndAt = now;
    totals.add(counter, 1);
  }

  private void count(int packet, int counter) {
    totals.add(counter, 1);
    if (packet >= request.warmup()) {
      counters().add(counter, 1);
    }
  }

  private Counters counters() {
    Counters known = counters;
    if (known == null) {
      known = new Counters();
      counters = known;
    }
    return known;
  }
}
