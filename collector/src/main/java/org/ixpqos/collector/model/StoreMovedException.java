package org.ixpqos.collector.model;

import java.sql.SQLException;

/** The store's file is not at its path any more: what is written to it would be lost. */
public final class StoreMovedException extends SQLException {
  private static final long serialVersionUID = 1;

  public StoreMovedException(String message) {
    super(message);
  }
}
