package org.ixpqos.daemon.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of numbers kept as ranges that neither touch nor overlap. Guarded by its owner's lock. */
final class Ranges {
  /** Both ends are in. */
  record Range(long first, long last) {
    long size() {
      return last - first + 1;
    }
  }

  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  void add(long first, long last) {
    if (first > last) {
      return;
    }
    long from = first;
    long to = last;
    Map.Entry<Long, Long> before = lastByFirst.floorEntry(first);
    if (before != null && before.getValue() >= first - 1) {
      from = before.getKey();
      to = Math.max(to, before.getValue());
    }
    Map.Entry<Long, Long> after = lastByFirst.ceilingEntry(from);
    while (after != null && after.getKey() <= to + 1) {
      to = Math.max(to, after.getValue());
      lastByFirst.remove(after.getKey());
      after = lastByFirst.ceilingEntry(from);
    }
    lastByFirst.put(from, to);
  }

  void addAll(Ranges others) {
    others.list().forEach(range -> add(range.first(), range.last()));
  }

  void remove(long first, long last) {
    if (first > last) {
      return;
    }
    Map.Entry<Long, Long> range = lastByFirst.floorEntry(first);
    if (range == null || range.getValue() < first) {
      range = lastByFirst.ceilingEntry(first);
    }
    while (range != null && range.getKey() <= last) {
      lastByFirst.remove(range.getKey());
      if (range.getKey() < first) {
        lastByFirst.put(range.getKey(), first - 1);
      }
      if (range.getValue() > last) {
        lastByFirst.put(last + 1, range.getValue());
      }
      range = lastByFirst.higherEntry(range.getKey());
    }
  }

  void removeAll(Ranges others) {
    others.list().forEach(range -> remove(range.first(), range.last()));
  }

  void clear() {
    lastByFirst.clear();
  }

  boolean isEmpty() {
    return lastByFirst.isEmpty();
  }

  boolean contains(long number) {
    Map.Entry<Long, Long> range = lastByFirst.floorEntry(number);
    return range != null && range.getValue() >= number;
  }

  Range first() {
    Map.Entry<Long, Long> first = lastByFirst.firstEntry();
    return new Range(first.getKey(), first.getValue());
  }

  long size() {
    return list().stream().mapToLong(Range::size).sum();
  }

  List<Range> list() {
    List<Range> list = new ArrayList<>();
    lastByFirst.forEach((first, last) -> list.add(new Range(first, last)));
    return list;
  }
}
