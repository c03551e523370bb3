package org.ixpqos.model.wire;

import java.io.IOException;

/** The cells of one column of an upload, read one row after the other. Not thread-safe. */
final class Column {
  /** In place of a length: one cell that all rows have. */
  static final int ONE = -1;

  private final String key;
  private final CborItems cells;
  private final int first;
  private final int length;

  /** Of the present row's cell, its offset. */
  private int start;

  /**
   * The column that {@code cells} stands before.
   *
   * @param key as refusals name it
   */
  Column(String key, CborItems cells) throws IOException {
    this.key = key;
    this.cells = cells;
    int before = cells.at();
    cells.head();
    if (cells.major() == CborItems.ARRAY) {
      this.length = cells.length();
      if (length < 0) {
        throw new BadUploadException(
            "probes." + key + ": an array of indefinite length; allowed: a definite one");
      }
    } else {
      this.length = ONE;
      cells.moveTo(before);
    }
    this.first = cells.at();
  }

  String key() {
    return key;
  }

  /** How many cells there are, or {@link #ONE}. */
  int length() {
    return length;
  }

  /** Goes on to the next row's cell; whether it has a value, which must be read then. */
  boolean next() {
    if (length == ONE) {
      cells.moveTo(first);
    }
    start = cells.at();
    return !cells.skipNull();
  }

  /** The offset of the present row's cell. */
  int start() {
    return start;
  }

  /** The items of the present row's cell. */
  CborItems cells() {
    return cells;
  }
}
