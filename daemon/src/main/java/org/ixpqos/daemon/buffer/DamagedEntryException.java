package org.ixpqos.daemon.buffer;

/** An entry whose bytes on disk are damaged. */
final class DamagedEntryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long number;

  DamagedEntryException(long number, Throwable cause) {
    super("entry " + number + " of the buffer is damaged", cause);
    this.number = number;
  }

  long number() {
    return number;
  }
}
