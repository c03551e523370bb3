package org.ixpqos.daemon.buffer;

import java.sql.SQLException;

/** A buffer that another version of the daemon wrote. */
final class OtherVersionException extends SQLException {
  private static final long serialVersionUID = 1;

  OtherVersionException(String message) {
    super(message);
  }
}
