package org.ixpqos.collector.ingest;

import java.util.List;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.model.UploadAnswer.Rejected;
import org.ixpqos.model.wire.UploadReader.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the remarks about a stored upload for the operator. */
final class UploadRemarks {
  private static final Logger log = LoggerFactory.getLogger(Ingest.class);

  private UploadRemarks() {}

  /**
   * @param reading its stored and refused parts
   * @param clocks the difference of the probe's clock and the collector's; empty when they agree
   */
  static void log(Reading reading, StoredCounts stored, String clocks) {
    String source = reading.upload().source();
    List<Rejected> refused = reading.rejected().stream().filter(one -> !one.retry()).toList();
    List<Rejected> held = reading.rejected().stream().filter(Rejected::retry).toList();
    if (!refused.isEmpty()) {
      Rejected first = refused.get(0);
      log.warn(
          "{} of {}'s results were refused, and will be again; the first: {}[{}]: {}",
          refused.size(),
          source,
          first.list(),
          first.index(),
          first.reason());
    }
    if (!held.isEmpty()) {
      log.warn(
          "{} of {}'s results can't be taken yet, it keeps them and sends them again: {}",
          held.size(),
          source,
          clocks.isEmpty() ? held.get(0).reason() : clocks);
    } else if (!clocks.isEmpty()) {
      log.warn("{}'s results are stored, but the clocks differ: {}", source, clocks);
    }
    for (String text : reading.remarks()) {
      log.warn(
          "an upload of {} has parts that were not understood, its results are stored; {}",
          source,
          text);
    }
    if (stored.conflict()) {
      log.warn(
          "{} sent batch {} again with other content; both are stored, look whether two daemons"
              + " share its name or its buffer",
          source,
          reading.upload().batch());
    }
  }
}
