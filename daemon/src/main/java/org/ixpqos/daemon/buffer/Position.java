package org.ixpqos.daemon.buffer;

/**
 * What a collector has not acknowledged: the ranges of its backlog, and everything from {@link
 * #fresh} on. Every number in it is that of an entry in the buffer. Guarded by the buffer's lock.
 */
final class Position {
  final Ranges backlog = new Ranges();
  long fresh;

  Position(long fresh) {
    this.fresh = fresh;
  }

  /** What waits up to a number becomes backlog. */
  void fellBehind(long last) {
    backlog.add(fresh, last);
    fresh = Math.max(fresh, last + 1);
  }

  /** Forgets what was acknowledged; what was fresh when it was sent may be backlog by now. */
  void settle(long first, long last) {
    backlog.remove(first, last);
    if (fresh >= first) {
      fresh = Math.max(fresh, last + 1);
    }
  }

  /** Takes one entry out: this collector never gets it. */
  void skip(long number) {
    if (number >= fresh) {
      fellBehind(number);
    }
    backlog.remove(number, number);
  }

  /** Forgets what is no longer in the buffer. */
  void dropped(long last) {
    backlog.remove(Long.MIN_VALUE, last);
    fresh = Math.max(fresh, last + 1);
  }

  long waiting(long last) {
    return backlog.size() + last - fresh + 1;
  }

  boolean needs(long number) {
    return number >= fresh || backlog.contains(number);
  }

  /** What this collector needs up to a number. */
  Ranges neededUpTo(long last) {
    Ranges needed = new Ranges();
    backlog.list().forEach(range -> needed.add(range.first(), Math.min(range.last(), last)));
    needed.add(fresh, last);
    return needed;
  }

  /** Takes out of a set what this collector still needs of it. */
  void keepFrom(Ranges settled) {
    backlog.list().forEach(range -> settled.remove(range.first(), range.last()));
    settled.remove(fresh, Long.MAX_VALUE);
  }
}
