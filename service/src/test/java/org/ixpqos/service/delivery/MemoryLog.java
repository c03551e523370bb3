package org.ixpqos.service.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Letters in memory, with a cursor for each target that outlives the machines. */
final class MemoryLog {
  /** The end of the program, at a place where it is written that it may come. */
  static final class CrashException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** What one target has not got: numbers of three kinds, as the daemon's buffer has them. */
  private static final class Cursor {
    long fresh;
    final SortedSet<Long> backlog = new TreeSet<>();
    final SortedSet<Long> postponed = new TreeSet<>();
  }

  private final Random random;
  private final NavigableMap<Long, Letter> letters = new TreeMap<>();
  private final Map<String, Cursor> cursors = new HashMap<>();
  private long next = 1;

  MemoryLog(Random random) {
    this.random = random;
  }

  Letter add(Letter.Kind kind, int takenFrom) {
    next += 1 + (random.nextInt(4) == 0 ? random.nextInt(5) : 0); // holes
    Letter letter = new Letter(next, kind, takenFrom);
    letters.put(next, letter);
    return letter;
  }

  /** Drops the oldest letters; returns the last number of them. */
  long dropOldest(int count) {
    long last = letters.keySet().stream().limit(count).reduce(0L, Math::max);
    letters.headMap(last, true).clear();
    for (Cursor cursor : cursors.values()) {
      cursor.backlog.headSet(last + 1).clear();
      cursor.postponed.headSet(last + 1).clear();
      cursor.fresh = Math.max(cursor.fresh, last + 1);
    }
    return last;
  }

  /** Lets go of what no target needs. */
  void trim() {
    letters
        .keySet()
        .removeIf(number -> cursors.values().stream().noneMatch(its -> needs(its, number)));
  }

  private static boolean needs(Cursor cursor, long number) {
    return number >= cursor.fresh
        || cursor.backlog.contains(number)
        || cursor.postponed.contains(number);
  }

  void release(String target) {
    Cursor cursor = cursors.get(target);
    cursor.backlog.addAll(cursor.postponed);
    cursor.postponed.clear();
  }

  /** The numbers that a target has not got. */
  List<Long> waiting(String target) {
    Cursor cursor = cursors.get(target);
    return letters.keySet().stream().filter(number -> needs(cursor, number)).toList();
  }

  Source source(String target, int most) {
    cursors.computeIfAbsent(target, name -> new Cursor());
    return new Source(cursors.get(target), most);
  }

  /** A batch as a target saw it settled. */
  interface Settled {
    void settled(List<Letter> items, Settlement<Letter> settlement);
  }

  /** A target's cursor. */
  final class Source implements DeliverySource<Letter> {
    private final Cursor cursor;
    private final int most;
    Settled settled = (items, settlement) -> {};
    private boolean backlogFirst;

    private Source(Cursor cursor, int most) {
      this.cursor = cursor;
      this.most = most;
    }

    @Override
    public Optional<DeliveryBatch<Letter>> next() {
      backlogFirst = !backlogFirst;
      List<Letter> backlog = cursor.backlog.stream().limit(most).map(letters::get).toList();
      List<Letter> fresh = letters.tailMap(cursor.fresh).values().stream().limit(most).toList();
      List<Letter> items = backlogFirst && !backlog.isEmpty() ? backlog : fresh;
      items = items.isEmpty() ? backlog : items;
      return items.isEmpty() ? Optional.empty() : Optional.of(new Batch(items));
    }

    @Override
    public void fellBehind() {
      cursor.backlog.addAll(letters.tailMap(cursor.fresh).keySet());
      cursor.fresh = next + 1;
    }

    private final class Batch implements DeliveryBatch<Letter> {
      private final List<Letter> items;

      private Batch(List<Letter> items) {
        this.items = items;
      }

      @Override
      public List<Letter> items() {
        return items;
      }

      @Override
      public void settle(Settlement<Letter> settlement) {
        if (random.nextInt(50) == 0) {
          throw new CrashException(); // the position is not written yet
        }
        List<Long> later = new ArrayList<>();
        for (Settlement.Refusal<Letter> each : settlement.postponed()) {
          if (needs(cursor, each.item().number())) {
            later.add(each.item().number());
          }
        }
        for (Letter each : items) {
          cursor.backlog.remove(each.number());
          cursor.fresh = Math.max(cursor.fresh, fresh(each.number()));
        }
        cursor.postponed.addAll(later);
        settled.settled(items, settlement);
        if (random.nextInt(50) == 0) {
          throw new CrashException(); // the position is written
        }
      }

      private long fresh(long number) {
        return number >= cursor.fresh ? number + 1 : 0;
      }
    }
  }
}
