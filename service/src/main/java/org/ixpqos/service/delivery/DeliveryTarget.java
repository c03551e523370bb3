package org.ixpqos.service.delivery;

import java.util.List;

/** The receiver of items. */
public interface DeliveryTarget<I> extends AutoCloseable {
  /**
   * Posts some items, at least one, and returns the outcome; called by the machine's thread alone.
   * The target must accept an item twice: after a crash or a fault the machine may post it again.
   */
  Outcome post(List<I> part);

  /**
   * Whether a file that the last post depended on has changed since, such as a key: then a held
   * delivery is tried at once. Called by the machine's thread after a post.
   */
  default boolean isCorrected() {
    return false;
  }

  /** The delivery ends for good, after the waiting items were tried: the target may be notified. */
  default void lastWord() {}

  /** Cuts off a post; called by any thread. */
  @Override
  void close();
}
