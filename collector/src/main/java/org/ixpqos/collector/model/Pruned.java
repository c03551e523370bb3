package org.ixpqos.collector.model;

import java.time.Instant;

/**
 * The result of deleting old data.
 *
 * @param rounds how many were deleted
 * @param from no deleted round started before; null when none was deleted
 * @param until no round before it is kept any more; null when nothing was to be deleted
 * @param withheld whether rounds too old by the clock are kept, for the clock may be wrong
 */
public record Pruned(long rounds, Instant from, Instant until, boolean withheld) {
  public static final Pruned NOTHING = new Pruned(0, null, null, false);
}
