package org.ixpqos.collector.model;

import org.ixpqos.model.RoundField;

/** The statistics of one pair's rounds in some time, all of them. Times are milliseconds. */
public interface PairStatistics extends MeshStatistics {
  /**
   * What a field's numbers become over the rounds, as {@link RoundField#overRounds()} says; null
   * where no round has the field, or where it says nothing over several.
   */
  Number of(RoundField field);
}
