package org.ixpqos.collector.model;

import java.util.concurrent.CompletableFuture;

/** Where uploads go. */
public interface UploadStore {
  /**
   * Stores all of an upload in one transaction. The future is completed when it is on the disk, or
   * with the {@link java.sql.SQLException} that stopped it.
   *
   * @throws StoreFullException too much is waiting; nothing of the upload is stored
   */
  CompletableFuture<StoredCounts> store(ReceivedUpload received) throws StoreFullException;
}
