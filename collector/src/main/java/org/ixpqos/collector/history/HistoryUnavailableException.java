package org.ixpqos.collector.history;

/**
 * A shared database does not answer now. Answered 503, with its message, which says what to do and
 * nothing of what is inside; logged by who throws it.
 */
public final class HistoryUnavailableException extends HistoryException {
  private static final long serialVersionUID = 1;

  public HistoryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
