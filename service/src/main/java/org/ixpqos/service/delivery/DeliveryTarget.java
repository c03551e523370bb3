package org.ixpqos.service.delivery;

import java.util.List;

/** Who items are delivered to. */
public interface DeliveryTarget<I> extends AutoCloseable {
  /**
   * Posts some items, at least one, and says what became of them; called by the machine's thread
   * alone. What a crash or a fault has the machine post twice must be the same to the target.
   */
  Outcome post(List<I> part);

  /** The delivery ends for good, and what waited was tried: the target may be told so. */
  default void lastWord() {}

  /** Cuts off a post; called by any thread. */
  @Override
  void close();
}
