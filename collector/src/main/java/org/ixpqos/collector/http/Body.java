package org.ixpqos.collector.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A body that is never completely in memory: it is written in small parts, each when the client has
 * read those before it. The data of the parts is read before, so that an error is answered.
 */
public interface Body {
  /** Begins to write it; once, unless it is shared. */
  Writing begin(OutputStream out) throws IOException;

  /** Approximate memory of this response until it is sent, bytes. */
  int held();

  /** For one thread at a time; closed when it is written or abandoned. */
  interface Writing extends Closeable {
    /** Writes the next part, and returns whether there is one more. */
    boolean next() throws IOException;
  }
}
