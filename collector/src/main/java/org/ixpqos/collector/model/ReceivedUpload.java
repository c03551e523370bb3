package org.ixpqos.collector.model;

import java.time.Instant;
import java.util.List;
import org.ixpqos.model.Upload;

/**
 * An upload as it came in.
 *
 * @param upload its good rows and gaps
 * @param pairs the pair of each row, in the rows' order
 * @param at when it arrived
 */
public record ReceivedUpload(Upload upload, List<Pair> pairs, Instant at) {
  public ReceivedUpload {
    if (pairs.size() != upload.rows().size()) {
      throw new IllegalArgumentException(
          pairs.size() + " pairs for " + upload.rows().size() + " rows");
    }
  }

  public ReceivedUpload(Upload upload, Instant at) {
    this(upload, upload.rows().stream().map(row -> Pair.of(upload.source(), row)).toList(), at);
  }
}
