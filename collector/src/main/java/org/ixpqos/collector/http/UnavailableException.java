package org.ixpqos.collector.http;

/**
 * What another service does not give now. Answered 503, with its message, which says what to do and
 * nothing of what is inside; logged by who throws it.
 */
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1;

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
