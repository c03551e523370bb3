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
 * question to the store. Thread-safe.
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
      if (add(pair, NewestRound.of(row, null))) {
        changed.add(pair);
      }
    }
    return changed;
  }

  /** Takes a round, and returns whether it is the pair's newest. */
  boolean add(Pair pair, NewestRound round) {
    boolean[] newer = {false};
    newest.compute(
        pair,
        (same, before) -> {
          newer[0] = round.isAfter(before);
          if (!newer[0]) {
            return before;
          }
          return round.interval() == null ? round.after(before) : round;
        });
    return newer[0];
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
