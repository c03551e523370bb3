package org.ixpqos.collector.ingest;

import org.ixpqos.collector.model.StoredCounts;

/** Counts the outcomes of uploads. Called on the threads of the requests. */
public interface IngestListener {
  /**
   * An upload was stored.
   *
   * @param rejected rows and gaps of it that were refused
   */
  void stored(StoredCounts stored, long rejected);

  /** An upload or a row was refused because the published lists do not have its probe or pair. */
  void unlistedRefused();
}
