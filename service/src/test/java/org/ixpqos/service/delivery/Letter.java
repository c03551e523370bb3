package org.ixpqos.service.delivery;

/**
 * An item of the model.
 *
 * @param number ascending, with holes
 * @param takenFrom the tick from which a target takes it; before, it postpones it
 */
record Letter(long number, Kind kind, int takenFrom) {
  /** What a target makes of an item for ever. */
  enum Kind {
    GOOD,
    POISON,
    /** Too large alone. */
    HUGE
  }
}
