package org.ixpqos.collector.model;

/** The store's queue is full; the write may be tried again later. */
public final class StoreFullException extends Exception {
  private static final long serialVersionUID = 1;

  public StoreFullException(String message) {
    super(message);
  }
}
