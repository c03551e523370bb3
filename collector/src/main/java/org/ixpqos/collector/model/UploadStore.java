package org.ixpqos.collector.model;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The store of uploads. */
public interface UploadStore {
  /**
   * Stores all of an upload in one transaction. The future is completed when the upload is on the
   * disk, or with the exception that stopped it.
   *
   * @param committed called on the store's thread once the upload is on the disk, in the order of
   *     the commits and before the future is completed; must not block
   * @throws StoreFullException too much is waiting; nothing of the upload is stored
   */
  CompletableFuture<StoredCounts> store(ReceivedUpload received, Consumer<StoredCounts> committed)
      throws StoreFullException;

  /** The same without a callback. */
  default CompletableFuture<StoredCounts> store(ReceivedUpload received) throws StoreFullException {
    return store(received, counts -> {});
  }
}
