package org.ixpqos.model;

import java.time.Instant;
import java.util.List;

/**
 * The collector's 200: everything that it does not name as rejected is on its disk.
 *
 * @param accepted rows and gaps stored by this request
 * @param duplicates rows and gaps that had been stored before
 * @param rejected rows that were not stored, with the reason
 * @param serverTime the collector's clock; null from an original collector
 */
public record UploadAnswer(
    long accepted, long duplicates, List<Rejected> rejected, Instant serverTime) {
  public UploadAnswer {
    rejected = List.copyOf(rejected);
  }

  /**
   * A row that was refused.
   *
   * @param list the array it stands in, {@code probes} or {@code gaps}
   * @param index its place there, from 0
   * @param reason what is wrong with it
   * @param retry whether the refusal may pass with time, so that the row is to be kept and sent
   *     again: the two clocks differ, or the collector's operator has to allow the pair. Without it
   *     the row will never be stored
   */
  public record Rejected(String list, int index, String reason, boolean retry) {
    /** Refused for good. */
    public Rejected(String list, int index, String reason) {
      this(list, index, reason, false);
    }
  }
}
