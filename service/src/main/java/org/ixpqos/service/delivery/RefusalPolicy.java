package org.ixpqos.service.delivery;

import java.util.List;

/**
 * Whose fault it is when a target refuses a part: an item's, or the target's, or that of something
 * on the way, which refuses whatever comes. Used by the machine's thread alone.
 */
public interface RefusalPolicy {
  /** How far the delivery of a batch is. */
  interface Progress<I> {
    /** The items of the batch. */
    List<I> items();

    /** Whether the target took any item of the batch, or named those that it did not take. */
    boolean someTaken();

    /** How many parts of the batch were refused. */
    int refusals();

    /** Whether there are parts of the batch that are still to be posted. */
    boolean partsLeft();

    /** Posts one item alone, to see what comes; the item is posted with its part again. */
    Outcome sample(I item);
  }

  /**
   * What to make of a refusal.
   *
   * @return the refusal itself where an item is to blame: the machine halves the part, down to the
   *     item; else what ends this try
   */
  <I> Outcome judge(List<I> part, Outcome.Refused refusal, Progress<I> progress);

  /** A batch is settled. */
  default void settled() {}
}
