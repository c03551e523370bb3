package org.ixpqos.collector.model;

import java.sql.SQLException;

/** A reading took longer than it may. */
public final class ReadTooLongException extends SQLException {
  private static final long serialVersionUID = 1;

  public ReadTooLongException() {
    super("it takes too long to read");
  }
}
