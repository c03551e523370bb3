package org.ixpqos.service.delivery;

/**
 * How many items go into one part: halved when a target finds a part too large, and doubled again
 * after many batches. Owned by the machine's thread.
 */
final class PartSize {
  /** Batches in a row without a part that was too large, before larger parts are tried again. */
  static final int PATIENCE = 500;

  private final int limit;
  private int most;
  private int batches;
  private int mostBefore;

  PartSize(int limit) {
    this.limit = limit;
    this.most = limit;
    this.mostBefore = limit;
  }

  int most() {
    return most;
  }

  /** A batch begins. */
  void begin() {
    mostBefore = most;
  }

  /** A part of so many items was too large. A single item that is too large does not count. */
  void tooLarge(int items) {
    batches = 0;
    most = items == 1 ? mostBefore : Math.min(most, (items + 1) / 2);
  }

  /** A batch is settled. */
  void settled() {
    batches++;
    if (most < limit && batches >= PATIENCE) {
      batches = 0;
      most = (int) Math.min(limit, 2L * most);
    }
  }
}
