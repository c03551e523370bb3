package org.ixpqos.collector.store;

import java.sql.SQLException;

/** The store's file is not at its path any more: what is written to it would be lost. */
public final class StoreMovedException extends SQLException {
  private static final long serialVersionUID = 1;

  StoreMovedException(String message) {
    super(message);
  }
}
