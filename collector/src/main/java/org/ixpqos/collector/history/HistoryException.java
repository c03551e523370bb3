package org.ixpqos.collector.history;

/** History could not be read. Answered 500; the log has the cause. */
public class HistoryException extends Exception {
  private static final long serialVersionUID = 1;

  public HistoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
