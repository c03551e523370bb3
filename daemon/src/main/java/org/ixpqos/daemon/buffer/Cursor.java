package org.ixpqos.daemon.buffer;

import java.util.List;

/**
 * What a collector has not acknowledged: the ranges of its backlog, what it refuses until the
 * clocks agree, and everything from {@link #fresh} on. Every number in it is that of an entry in
 * the buffer, and in one of the three. Guarded by the buffer's lock.
 */
final class Cursor {
  final Ranges backlog = new Ranges();
  final Ranges postponed = new Ranges();
  long fresh;

  Cursor(long fresh) {
    this.fresh = fresh;
  }

  /** What waits up to a number becomes backlog. */
  void fellBehind(long last) {
    backlog.add(fresh, last);
    fresh = Math.max(fresh, last + 1);
  }

  /**
   * Forgets what was acknowledged; what was fresh when it was sent may be backlog by now.
   *
   * @param later entries of it that wait until {@link #release}, as far as they are still needed
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

  /** Takes one entry out: this collector never gets it. */
  void skip(long number) {
    if (number >= fresh) {
      fellBehind(number);
    }
    backlog.remove(number, number);
    postponed.remove(number, number);
  }

  /** What was put aside is backlog again; false when there was nothing. */
  boolean release() {
    boolean some = !postponed.isEmpty();
    backlog.addAll(postponed);
    postponed.clear();
    return some;
  }

  /** Forgets what is no longer in the buffer. */
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

  /** What this collector needs up to a number. */
  Ranges neededUpTo(long last) {
    Ranges needed = new Ranges();
    needed.addAll(backlog);
    needed.addAll(postponed);
    needed.add(fresh, last);
    needed.remove(last + 1, Long.MAX_VALUE);
    return needed;
  }

  /** Takes out of a set what this collector still needs of it. */
  void keepFrom(Ranges settled) {
    settled.removeAll(backlog);
    settled.removeAll(postponed);
    settled.remove(fresh, Long.MAX_VALUE);
  }
}
