package org.ixpqos.daemon.upload;

import java.util.concurrent.atomic.AtomicLong;

/** Counts of entries by the collector's outcome. Safe for use by any thread. */
final class UploadCounts {
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong duplicates = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  void accepted(long entries, long again) {
    accepted.addAndGet(entries);
    duplicates.addAndGet(again);
  }

  void refused(long entries) {
    refused.addAndGet(entries);
  }

  long accepted() {
    return accepted.get();
  }

  /** Entries that the collector had already. */
  long duplicates() {
    return duplicates.get();
  }

  long refused() {
    return refused.get();
  }
}
