package org.ixpqos.daemon.buffer;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The entries that are dropped when the buffer is full.
 *
 * @param lost the rounds that each collector misses by it, by its name; under "" where there is no
 *     collector
 * @param kept the gaps among the entries, by number, for gaps of two collectors may be equal; and
 *     the collectors that need each
 */
record Dropping(Map<String, DroppedRounds> lost, Map<Buffer.Numbered, Set<String>> kept) {
  /** The dropping of the entries up to one of them. */
  static Dropping of(EntryTable entries, Cursors positions, long first, long upTo)
      throws SQLException {
    Map<String, DroppedRounds> lost = new LinkedHashMap<>();
    Map<Buffer.Numbered, Set<String>> kept = new LinkedHashMap<>();
    for (Map.Entry<String, Cursor> position : positions.all().entrySet()) {
      DroppedRounds its = new DroppedRounds();
      for (Ranges.Range range : position.getValue().neededUpTo(upTo).list()) {
        entries.giveUp(range.first(), range.last(), its);
        for (Buffer.Numbered gap : entries.gaps(range.first(), range.last())) {
          if (DroppedRounds.isOfDropped(gap.entry())) {
            its.add(gap.entry());
          } else {
            kept.put(gap, positions.needing(gap.number()));
          }
        }
      }
      lost.put(position.getKey(), its);
    }
    if (lost.isEmpty()) {
      DroppedRounds all = new DroppedRounds();
      entries.giveUp(first, upTo, all);
      lost.put("", all);
    }
    return new Dropping(lost, kept);
  }

  /** The gaps are dropped too, and replaced by one for each collector. */
  void giveUpGaps() {
    kept.forEach(
        (gap, needing) -> needing.forEach(name -> lost.get(name).addReported(gap.entry())));
  }
}
