package org.ixpqos.collector.model;

/**
 * Receives each upload that has new rounds or gaps, after its commit: the live mesh, the open
 * pages. Listeners are called in the order of the commits, on one common thread, and must not
 * block. An exception is logged, and affects neither the upload nor other listeners.
 */
public interface CommitListener {
  void committed(ReceivedUpload received);
}
