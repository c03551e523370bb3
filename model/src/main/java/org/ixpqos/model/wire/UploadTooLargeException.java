package org.ixpqos.model.wire;

import java.io.IOException;

/** A body with more in it than a collector takes at once; sent in parts it may be good. */
public final class UploadTooLargeException extends IOException {
  private static final long serialVersionUID = 1;

  public UploadTooLargeException(String message) {
    super(message);
  }
}
