package org.ixpqos.daemon.config;

import java.time.Duration;
import java.util.List;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EngineSettings;

/**
 * The load of a configuration on the engine when no peer answers, so that every round is held until
 * its timeout.
 *
 * @param rounds rounds in flight at once
 * @param bytes memory that these take
 * @param packetsPerSecond echoes sent while all entries send
 * @param bitsPerSecond the same in bits, IP headers counted
 */
public record EngineCapacity(
    long rounds, long bytes, double packetsPerSecond, double bitsPerSecond) {
  public static final EngineCapacity NOTHING = new EngineCapacity(0, 0, 0, 0);

  private static final int HEADERS4 = 28;
  private static final int HEADERS6 = 48;

  /** A firing may be late, and its rounds wait to be polled. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  /** The load of all enabled entries together. */
  public static EngineCapacity of(Configuration configuration) {
    EngineCapacity sum = NOTHING;
    for (ScheduleEntry entry : configuration.enabled()) {
      sum = sum.plus(of(entry, configuration.peers(entry)));
    }
    return sum;
  }

  /** The load of an entry. */
  public static EngineCapacity of(ScheduleEntry entry, List<Probe> peers) {
    ScheduleEntry.Echo echo = entry.echo();
    long echoes = echo.count() + (long) echo.warmup();
    Duration held = echo.length().plus(echo.timeout()).plus(SLACK);
    long period = Math.max(1, period(entry).toNanos());
    long rounds = peers.size() * (1 + held.toNanos() / period);
    double perPeer = 1e9 / Math.max(1, echo.interval().toNanos());
    // within any second: what a round sends in it, or several rounds of a shorter period
    double perSecond =
        Math.min(perPeer, Math.max((double) echoes, 1e9 * echoes / period)) * peers.size();
    long ipv6 = peers.stream().filter(peer -> peer.proto() == 6).count();
    double headers =
        peers.isEmpty()
            ? 0
            : (double) (ipv6 * HEADERS6 + (peers.size() - ipv6) * HEADERS4) / peers.size();
    return new EngineCapacity(
        rounds,
        rounds * EchoRequest.heldBytes(echoes),
        perSecond,
        perSecond * 8 * (echo.size() + headers));
  }

  /** The memory of this process's engine, bytes; it follows from the heap (-Xmx). */
  public static long availableBytes() {
    return EngineSettings.DEFAULT.maxBytes();
  }

  /** The maximum of rounds at once, independent of the memory. */
  public static long availableRounds() {
    return EngineSettings.DEFAULT.maxRounds();
  }

  /** Whether an engine with so much memory can do it. */
  public boolean fits(long availableBytes) {
    return bytes <= availableBytes && rounds <= availableRounds();
  }

  EngineCapacity plus(EngineCapacity other) {
    return new EngineCapacity(
        rounds + other.rounds,
        bytes + other.bytes,
        packetsPerSecond + other.packetsPerSecond,
        bitsPerSecond + other.bitsPerSecond);
  }

  /** The shortest time from one firing to the next; rounds of an entry never overlap in sending. */
  private static Duration period(ScheduleEntry entry) {
    if (entry.every().isPresent()) {
      return entry.every().get();
    }
    Duration shortest = new QuartzCron().shortestPeriod(entry.cron().orElseThrow(), entry.zone());
    Duration sending = entry.echo().length().minus(entry.echo().interval());
    return shortest.compareTo(sending) < 0 ? sending : shortest;
  }
}
