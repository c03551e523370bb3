package org.ixpqos.model.wire;

import java.io.IOException;

/** A body that is no upload at all: broken JSON, or without what every upload has. */
public final class BadUploadException extends IOException {
  private static final long serialVersionUID = 1;

  public BadUploadException(String message) {
    super(message);
  }
}
