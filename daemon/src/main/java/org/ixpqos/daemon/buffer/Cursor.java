package org.ixpqos.daemon.buffer;

import java.util.List;

/**
 * The entries that a collector has not acknowledged: the ranges of its backlog, the postponed ones,
 * and all from {@link #fresh} on. Every number in it is that of an entry in the buffer, and in one
 * of the three. Guarded by the buffer's lock.
 */
final class Cursor {
  final Ranges backlog = new Ranges();
  final Ranges postponed = new Ranges();
  long fresh;

  Cursor(long fresh) {
    this.fresh = fresh;
  }

  /** Waiting entries up to a number become backlog. */
  void fellBehind(long last) {
    backlog.add(fresh, last);
    fresh = Math.max(fresh, last + 1);
  }

  /**
   * Removes acknowledged entries; an entry that was fresh when it was sent may be backlog by now.
   *
   * @param later the entries among them that wait until {@link #release}, as far as they are still
   *     needed
   */
  void settle(long first, long last, List<Buffer.Numbered> later) {
    List<Long> kept = later.stream().map(Buffer.Numbered::number).filter(this::needs).toList();
    backlog.remove(first, last);
    postponed.remove(first, last);
    if (fresh >= first) {
      fresh = Math.max(fresh, last + 1);
    }
    kept.forEach(number -> postponed.add(number, number));
  }

  /** Removes one entry: this collector never gets it. */
  void skip(long number) {
    if (number >= fresh) {
      fellBehind(number);
    }
    backlog.remove(number, number);
    postponed.remove(number, number);
  }

  /** Turns postponed entries into backlog; false when there were none. */
  boolean release() {
    boolean some = !postponed.isEmpty();
    backlog.addAll(postponed);
    postponed.clear();
    return some;
  }

  /** Removes entries that are no longer in the buffer. */
  void dropped(long last) {
    backlog.remove(Long.MIN_VALUE, last);
    postponed.remove(Long.MIN_VALUE, last);
    fresh = Math.max(fresh, last + 1);
  }

  long waiting(long last) {
    return backlog.size() + postponed.size() + last - fresh + 1;
  }

  boolean needs(long number) {
    return number >= fresh || backlog.contains(number) || postponed.contains(number);
  }

  /** The entries that this collector needs up to a number. */
  Ranges neededUpTo(long last) {
    Ranges needed = new Ranges();
    needed.addAll(backlog);
    needed.addAll(postponed);
    needed.add(fresh, last);
    needed.remove(last + 1, Long.MAX_VALUE);
    return needed;
  }

  /** Removes from a set the entries that this collector still needs. */
  void keepFrom(Ranges settled) {
    settled.removeAll(backlog);
    settled.removeAll(postponed);
    settled.remove(fresh, Long.MAX_VALUE);
  }
}
