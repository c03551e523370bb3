package org.ixpqos.collector.model;

import org.ixpqos.model.RoundField;

/** The complete statistics of one pair's rounds in a range. Times are milliseconds. */
public interface PairStatistics extends MeshStatistics {
  /**
   * A field's value over the rounds, by {@link RoundField#overRounds()}; null where no round has
   * the field, or where it has no meaning over several.
   */
  Number of(RoundField field);
}
