package org.ixpqos.daemon.buffer;

/**
 * What a collector has not acknowledged: the ranges of its backlog, and everything from {@link
 * #fresh} on. Guarded by the buffer's lock.
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
    fresh = last + 1;
  }

  void settle(long first, long lastNumber, boolean wasBacklog) {
    if (wasBacklog) {
      backlog.remove(first, lastNumber);
    } else {
      fresh = Math.max(fresh, lastNumber + 1);
    }
  }

  /** Forgets what is no longer in the buffer. */
  void dropped(long last) {
    backlog.remove(Long.MIN_VALUE, last);
    fresh = Math.max(fresh, last + 1);
  }

  long waiting(long last) {
    return backlog.size() + last - fresh + 1;
  }

  /** Takes out of a set what this collector still needs of it. */
  void keepFrom(Ranges settled) {
    backlog.list().forEach(range -> settled.remove(range.first(), range.last()));
    settled.remove(fresh, Long.MAX_VALUE);
  }
}
