package org.ixpqos.collector.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A body that is never in memory as a whole: it is written in small parts, each when the client has
 * read those before it. What the parts are made of is read before: an error of that is an answer.
 */
public interface Body {
  /** Begins to write it; once, unless it is shared. */
  Writing begin(OutputStream out) throws IOException;

  /** Bytes, about, that wait in memory for this answer alone until it is sent. */
  int held();

  /** Of one thread at a time; closed when it is written or given up. */
  interface Writing extends Closeable {
    /** Writes the next part, and returns whether there is one more. */
    boolean next() throws IOException;
  }
}
