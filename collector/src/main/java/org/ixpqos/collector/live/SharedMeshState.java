package org.ixpqos.collector.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ProbeStatus;

/**
 * The mesh where several collectors get a part of the uploads each: the rounds posted here are
 * known at once, those posted to the others are queried at a request. A probe that posts to another
 * collector is known by its rounds. Thread-safe.
 */
public final class SharedMeshState implements MeshState {
  /** The minimum interval between queries, which take at most a tenth of the time. */
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private static final int SHARE = 10;

  /**
   * How much later than its start a round is found at once; later ones are found by the next full
   * query.
   */
  private static final Duration OVERLAP = Duration.ofMinutes(10);

  private static final Duration WHILE = Duration.ofMinutes(15);

  private final LocalHistory local;
  private final LiveMesh live;
  private final SharedRounds elsewhere;
  private final LastHeard known;
  private final Clock clock;
  private final LongSupplier nanoClock;

  // guarded by this; by the monotonic clock
  private Long queried;
  private Long askedForAll;
  private long next;
  private boolean partial;

  public SharedMeshState(
      LocalHistory local,
      LiveMesh live,
      SharedRounds elsewhere,
      LastHeard known,
      Clock clock,
      LongSupplier nanoClock) {
    this.local = local;
    this.live = live;
    this.elsewhere = elsewhere;
    this.known = known;
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  @Override
  public PartialResult<Map<Pair, MeshCell>> newestSince(Instant moment) throws HistoryException {
    boolean part = refresh();
    return new PartialResult<>(live.since(moment), part);
  }

  /** Returns whether a part may be missing. */
  private synchronized boolean refresh() throws HistoryException {
    long begin = nanoClock.getAsLong();
    if (queried != null && begin - next < 0) {
      return partial;
    }
    Instant now = clock.instant();
    boolean all = askedForAll == null || begin - askedForAll > WHILE.toNanos();
    Instant since =
        all ? now.minus(LiveMesh.FORGOTTEN) : now.minusNanos(begin - queried).minus(OVERLAP);
    PartialResult<Map<Pair, MeshCell>> found = elsewhere.newestSince(since);
    found.found().forEach(live::add);
    partial = found.partial();
    queried = begin;
    askedForAll = all ? (Long) begin : askedForAll;
    long end = nanoClock.getAsLong();
    next = end + Math.max(PERIOD.toNanos(), SHARE * (end - begin));
    return partial;
  }

  @Override
  public List<ProbeStatus> probes() throws HistoryException {
    refresh();
    Instant now = clock.instant();
    Map<String, ProbeStatus> probes = new TreeMap<>();
    known.dated(local.probes()).forEach(status -> probes.put(status.source(), status));
    heard(live.since(now.minus(LiveMesh.FORGOTTEN)), now)
        .forEach(heard -> probes.merge(heard.source(), heard, ProbeStatus::heardLater));
    return List.copyOf(probes.values());
  }

  private static Collection<ProbeStatus> heard(Map<Pair, MeshCell> newest, Instant now) {
    Map<String, ProbeStatus> heard = new TreeMap<>();
    newest.forEach(
        (pair, round) -> {
          // a probe whose clock is ahead was not heard in the future
          Instant time = round.time().isAfter(now) ? now : round.time();
          heard.merge(
              pair.source(), ProbeStatus.heard(pair.source(), time), ProbeStatus::heardLater);
        });
    return heard.values();
  }
}
