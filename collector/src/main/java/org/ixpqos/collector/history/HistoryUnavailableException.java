package org.ixpqos.collector.history;

/**
 * A shared database does not answer now. Answered 503, with its message, which has the remedy and
 * no internal details; the thrower logs it.
 */
public final class HistoryUnavailableException extends HistoryException {
  private static final long serialVersionUID = 1;

  public HistoryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
