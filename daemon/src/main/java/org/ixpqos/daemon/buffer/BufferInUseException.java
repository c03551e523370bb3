package org.ixpqos.daemon.buffer;

import java.io.IOException;
import java.nio.file.Path;

/** Another process, or another part of this one, writes the buffer. */
public final class BufferInUseException extends IOException {
  private static final long serialVersionUID = 1;

  BufferInUseException(Path directory) {
    super(
        "another process has the buffer open in "
            + directory
            + ": stop it ('systemctl stop ixpqos-probe'), or set another buffer.directory in"
            + " daemon.json");
  }
}
