package org.ixpqos.service.delivery;

import java.time.Duration;

/** Counts and logs what a machine does; called by the machine's thread. */
public interface DeliveryListener {
  /**
   * Why nothing is taken.
   *
   * @param held whether somebody has to mend something
   */
  record Trouble(String reason, boolean held) {}

  /** A post has ended. */
  default void posted(Outcome outcome) {}

  /** The target has so many more items. */
  default void taken(long items) {}

  /**
   * The target takes nothing, and that is worth a line.
   *
   * @param first whether it is the first line since something was taken
   */
  void troubled(Trouble trouble, boolean first);

  /** The target takes items again, so long after the first failure; a line had told of trouble. */
  void recovered(Duration after);

  /** A fault of this program's own, or of its disk; the machine goes on. */
  void fault(Throwable fault);
}
