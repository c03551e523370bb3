package org.ixpqos.daemon.round;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.ixpqos.daemon.config.ProbeLimits;
import org.ixpqos.engine.EchoRequest;

/**
 * The packets and bits that the running rounds send in a second, in all and to one address: a round
 * that would exceed this probe's limits is not started. Guarded by its owner's lock.
 */
final class SendBudget {
  private static final int HEADERS4 = 28;
  private static final int HEADERS6 = 48;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** The load of a round in a second, until its last echo was sent. */
  static final class Share {
    private final InetAddress target;
    private final double packets;
    private final double bits;
    private final long until;
    private boolean taken;

    private Share(InetAddress target, double packets, double bits, long until) {
      this.target = target;
      this.packets = packets;
      this.bits = bits;
      this.until = until;
    }
  }

  /** The load of one address, or of all. */
  private static final class Sum {
    private double packets;
    private double bits;
    private int rounds;

    void add(Share share, int sign) {
      rounds += sign;
      // sums of fractions drift: without a round they are set to zero
      packets = rounds == 0 ? 0 : packets + sign * share.packets;
      bits = rounds == 0 ? 0 : bits + sign * share.bits;
    }
  }

  private final PriorityQueue<Share> running =
      new PriorityQueue<>((one, other) -> Long.signum(one.until - other.until));
  private final Map<InetAddress, Sum> byTarget = new HashMap<>();
  private final Sum all = new Sum();

  /** The load of a round. */
  static Share share(EchoRequest request, long now) {
    long echoes = request.warmup() + (long) request.count();
    long interval = Math.max(1, request.intervalNanos());
    // a round shorter than a second is spread over one: limits are packets a second
    long window = Math.max(SECOND, (echoes - 1) * interval);
    double packets = Math.min((double) echoes, Math.max(1, (double) SECOND / interval));
    int headers = request.target().getAddress().length == 4 ? HEADERS4 : HEADERS6;
    double bits = packets * 8 * (request.options().size() + headers);
    return new Share(request.target(), packets, bits, now + request.delayNanos() + window);
  }

  /** Reserves the load, if it is within the limits. */
  boolean take(Share share, ProbeLimits limits, long now) {
    expire(now);
    Sum target = byTarget.getOrDefault(share.target, new Sum());
    if (all.packets + share.packets > limits.packetsPerSecond()
        || all.bits + share.bits > limits.bitsPerSecond()
        || target.packets + share.packets > limits.targetPacketsPerSecond()
        || target.bits + share.bits > limits.targetBitsPerSecond()) {
      return false;
    }
    share.taken = true;
    running.add(share);
    byTarget.put(share.target, target);
    target.add(share, 1);
    all.add(share, 1);
    return true;
  }

  /** Releases the load early: the round was not started, or withdrawn. */
  void giveBack(Share share) {
    if (share.taken) {
      end(share);
    }
  }

  private void expire(long now) {
    while (!running.isEmpty() && running.element().until - now <= 0) {
      Share over = running.remove();
      if (over.taken) {
        end(over);
      }
    }
  }

  private void end(Share share) {
    share.taken = false; // the queue removes it at its time
    all.add(share, -1);
    Sum target = byTarget.get(share.target);
    target.add(share, -1);
    if (target.rounds == 0) {
      byTarget.remove(share.target);
    }
  }

  /** Packets a second of the running rounds. */
  double packetsPerSecond(long now) {
    expire(now);
    return all.packets;
  }
}
