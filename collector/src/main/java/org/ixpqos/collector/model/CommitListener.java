package org.ixpqos.collector.model;

/**
 * Told of each upload that has new rounds or gaps, after its commit: the live mesh, the pages that
 * are open. A listener is told in the order of the commits, on one thread that all listeners share,
 * so it must not block. What it throws is logged, and reaches neither the upload nor the listeners
 * after it.
 */
public interface CommitListener {
  void committed(ReceivedUpload received);
}
