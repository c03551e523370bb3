package org.ixpqos.model.wire;

import java.io.IOException;

/** A body larger than a collector accepts; in smaller parts it may be accepted. */
public final class UploadTooLargeException extends IOException {
  private static final long serialVersionUID = 1;

  public UploadTooLargeException(String message) {
    super(message);
  }
}
