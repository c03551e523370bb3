package org.ixpqos.collector.model;

/** More is waiting to be written than the store takes on; it may be tried again in a while. */
public final class StoreFullException extends Exception {
  private static final long serialVersionUID = 1;

  public StoreFullException(String message) {
    super(message);
  }
}
