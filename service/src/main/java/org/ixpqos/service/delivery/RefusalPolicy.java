package org.ixpqos.service.delivery;

import java.util.List;

/**
 * Decides the cause when a target refuses a part: an item, the target, or something between, such
 * as a proxy that refuses every request. Used by the machine's thread alone.
 */
public interface RefusalPolicy {
  /** The progress of a batch. */
  interface Progress<I> {
    /** The items of the batch. */
    List<I> items();

    /** Whether the target took any item of the batch, or named those that it did not take. */
    boolean someTaken();

    /** How many parts of the batch were refused. */
    int refusals();

    /** Whether there are parts of the batch that are still to be posted. */
    boolean partsLeft();

    /** Posts one item alone, as a test; the item is posted with its part again. */
    Outcome sample(I item);
  }

  /**
   * Judges a refusal.
   *
   * @return the refusal itself where an item is the cause: the machine halves the part, down to the
   *     item; else the outcome that ends this try
   */
  <I> Outcome judge(List<I> part, Outcome.Refused refusal, Progress<I> progress);

  /** A batch is settled. */
  default void settled() {}
}
