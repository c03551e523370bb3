package org.ixpqos.service.delivery;

import java.io.IOException;
import java.util.List;

/** Some items of a source that are delivered together, and settled together. */
public interface DeliveryBatch<I> {
  /** The items in their order; there may be none where nothing of it is for this target. */
  List<I> items();

  /**
   * Moves the source's position past the batch: the target answered for every item of it.
   *
   * @throws IOException the position can't be moved; the batch may be delivered again
   */
  void settle(Settlement<I> settlement) throws IOException, InterruptedException;
}
