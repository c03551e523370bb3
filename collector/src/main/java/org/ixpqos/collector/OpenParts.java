package org.ixpqos.collector;

import java.util.ArrayDeque;
import java.util.Deque;

/** The parts of a collector that were opened; closed in the reverse order. Of one thread. */
final class OpenParts {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Closes all of them, also where one fails to close; the first failure has the others. */
  public void close() throws Exception {
    Exception failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Closes all of them after an error, and adds their failures to it. */
  void closeAfter(Throwable cause) {
    try {
      close();
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
  }
}
