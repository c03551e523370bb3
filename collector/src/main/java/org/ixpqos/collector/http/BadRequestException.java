package org.ixpqos.collector.http;

/** An invalid request; its message is sent to the client. */
public final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1;

  public BadRequestException(String message) {
    super(message);
  }
}
