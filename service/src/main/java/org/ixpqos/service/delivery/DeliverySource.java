package org.ixpqos.service.delivery;

import java.io.IOException;
import java.util.Optional;

/**
 * Where a target's items wait, with a position that outlives the program. Used by the machine's
 * thread alone.
 */
public interface DeliverySource<I> {
  /**
   * The next batch, the same again until it is settled. It may wait where the source delivers at a
   * bounded rate.
   *
   * @return empty when nothing waits
   * @throws IOException the source can't be read; the machine asks again
   */
  Optional<? extends DeliveryBatch<I>> next() throws IOException, InterruptedException;

  /** Nothing waited: returns when an item came, or after a while. */
  default void awaitMore() throws InterruptedException {}

  /** The target took nothing: the waiting items count as backlog once it takes items again. */
  default void fellBehind() {}
}
