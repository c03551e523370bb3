package org.ixpqos.collector.model;

/** The store could not be read or written; the cause has the reason. */
public class StoreException extends Exception {
  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
