package org.ixpqos.collector.http;

import java.io.IOException;

/**
 * A body did not come as it was sent. Answered 408, which asks for another try: 400 would put the
 * blame on what is in it, and a daemon would look for the row that is to blame.
 */
public final class DamagedBodyException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedBodyException(String message, Throwable cause) {
    super(message, cause);
  }
}
