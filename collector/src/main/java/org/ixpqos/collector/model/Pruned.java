package org.ixpqos.collector.model;

import java.time.Instant;

/**
 * What became of what is too old.
 *
 * @param rounds how many were deleted
 * @param from no deleted round started before; null when none was deleted
 * @param until none of before is kept any more; null when nothing was to be deleted
 * @param withheld whether rounds that the clock says are too old are kept, for the clock may be
 *     wrong
 */
public record Pruned(long rounds, Instant from, Instant until, boolean withheld) {
  public static final Pruned NOTHING = new Pruned(0, null, null, false);
}
