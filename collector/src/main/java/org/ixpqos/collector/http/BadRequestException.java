package org.ixpqos.collector.http;

/** A request that asks for what there can't be; its message is told to who asked. */
public final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1;

  public BadRequestException(String message) {
    super(message);
  }
}
