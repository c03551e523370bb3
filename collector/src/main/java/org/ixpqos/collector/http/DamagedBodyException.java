package org.ixpqos.collector.http;

import java.io.IOException;

/**
 * A body was damaged in transit. Answered 408, which asks for another try: after 400 a daemon would
 * search for a faulty result in it.
 */
public final class DamagedBodyException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedBodyException(String message, Throwable cause) {
    super(message, cause);
  }
}
