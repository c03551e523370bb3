package org.ixpqos.collector.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ixpqos.collector.store.LatestRow;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.Upload;

/**
 * The newest round of each pair, in memory, so that a page of 40,000 pairs is drawn without a
 * question to the store. Read by any thread; changed by the one of {@link LiveUpdates}.
 */
public final class LiveMesh {
  /** A pair without a round for so long is of the past. */
  public static final Duration FORGOTTEN = Duration.ofDays(1);

  private final Map<Pair, NewestRound> newest = new ConcurrentHashMap<>();

  /** As the store has it. */
  public LiveMesh(List<LatestRow> stored) {
    stored.forEach(row -> newest.put(row.pair(), NewestRound.of(row)));
  }

  /** Takes what was just stored, and returns the pairs that it is the newest of. */
  List<Pair> add(Upload upload) {
    List<Pair> changed = new ArrayList<>();
    for (ResultRow row : upload.rows()) {
      Pair pair = new Pair(upload.source(), row.target(), row.proto(), row.schedule());
      NewestRound before = newest.get(pair);
      if (before == null) {
        newest.put(pair, NewestRound.of(row, LatestRow.USUAL));
        changed.add(pair);
      } else if (row.time().isAfter(before.time())) {
        newest.put(pair, before.then(row));
        changed.add(pair);
      }
    }
    return changed;
  }

  NewestRound of(Pair pair) {
    return newest.get(pair);
  }

  /** Every pair that has a round since a moment. */
  public Map<Pair, NewestRound> since(Instant moment) {
    newest.values().removeIf(round -> round.time().isBefore(moment));
    return new HashMap<>(newest);
  }
}
