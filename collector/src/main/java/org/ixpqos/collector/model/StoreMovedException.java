package org.ixpqos.collector.model;

/** The store's file is not at its path any more: writes to it would be lost. */
public final class StoreMovedException extends StoreException {
  private static final long serialVersionUID = 1;

  public StoreMovedException(String message) {
    super(message);
  }
}
