package org.ixpqos.collector.live;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.model.CommitListener;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.model.RoundResult;

/**
 * The newest round of each pair, in memory, so that a page of 40,000 pairs is drawn without reading
 * the store. Thread-safe.
 */
public final class LiveMesh implements CommitListener {
  /** A pair without a round for so long is removed. */
  public static final Duration FORGOTTEN = Duration.ofDays(1);

  /** One pair: its newest round, and its intervals. */
  private static final class Newest {
    private final Rhythm rhythm = new Rhythm();

    /** Null before the first. */
    private volatile MeshCell cell;

    /** Takes a round that is newer; returns whether it is. A first one has no rhythm yet. */
    synchronized boolean take(MeshCell round, boolean isFirst) {
      MeshCell before = cell;
      if (!round.isAfter(before)) {
        return false;
      }
      Duration interval = round.interval() == null ? round.since(before) : round.interval();
      cell = round.every(isFirst && before == null ? interval : rhythm.after(interval));
      return true;
    }
  }

  private final Map<Pair, Newest> pairs = new ConcurrentHashMap<>();

  private final AtomicLong version = new AtomicLong();
  private final AtomicReference<Instant> last = new AtomicReference<>(Instant.EPOCH);

  /** Loaded from a history: the day before now, or before its newest round if now is later. */
  public static LiveMesh of(LocalHistory local, Instant now) throws HistoryException {
    Instant newest = local.newest().orElse(now);
    Instant end = newest.isBefore(now) ? newest : now;
    return new LiveMesh(local.latestSince(end.minus(FORGOTTEN)).found());
  }

  private LiveMesh(List<LatestResult> stored) {
    for (LatestResult row : stored) {
      newest(row.pair()).take(MeshCell.of(row), row.previous() == null);
      last.accumulateAndGet(row.row().time(), LiveMesh::later);
    }
  }

  private Newest newest(Pair pair) {
    return pairs.computeIfAbsent(pair, any -> new Newest());
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** The time of the newest round; 1970 when there is none. */
  public Instant last() {
    return last.get();
  }

  /** A number that changes with each change. */
  public long version() {
    return version.get();
  }

  @Override
  public void committed(ReceivedUpload received) {
    List<RoundResult> rows = received.upload().rows();
    for (int i = 0; i < rows.size(); i++) {
      add(received.pairs().get(i), MeshCell.of(rows.get(i), null));
    }
  }

  /** Probes were renamed or deleted: reloads the pairs of these names from a history. */
  public void reload(LocalHistory local, Set<String> names, Instant now) throws HistoryException {
    pairs.keySet().removeIf(pair -> names.contains(pair.source()) || names.contains(pair.target()));
    Instant end = last().isBefore(now) ? last() : now;
    for (LatestResult row : local.latestSince(end.minus(FORGOTTEN)).found()) {
      if (names.contains(row.pair().source()) || names.contains(row.pair().target())) {
        add(row.pair(), MeshCell.of(row));
      }
    }
    version.incrementAndGet();
  }

  /** Stores a round, where it is newer than its pair's newest. */
  void add(Pair pair, MeshCell round) {
    last.accumulateAndGet(round.time(), LiveMesh::later);
    if (newest(pair).take(round, true)) {
      version.incrementAndGet();
    }
  }

  /** The cell of a round, where it is its pair's newest; empty where there is a later one. */
  public Optional<MeshCell> newest(Pair pair, RoundResult round) {
    Newest its = pairs.get(pair);
    MeshCell cell = its == null ? null : its.cell;
    return cell == null || cell.isAfter(MeshCell.of(round, null))
        ? Optional.empty()
        : Optional.of(cell);
  }

  /** Every pair that has a round since a moment. None is removed by it: the clock may be wrong. */
  public Map<Pair, MeshCell> since(Instant moment) {
    Map<Pair, MeshCell> since = new HashMap<>();
    pairs.forEach(
        (pair, its) -> {
          MeshCell round = its.cell;
          if (round != null && !round.time().isBefore(moment)) {
            since.put(pair, round);
          }
        });
    return since;
  }
}
