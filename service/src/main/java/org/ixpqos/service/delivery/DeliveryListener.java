package org.ixpqos.service.delivery;

import java.time.Duration;

/** Receives the events of a machine, to count and log them; called by the machine's thread. */
public interface DeliveryListener {
  /**
   * Why the target takes nothing.
   *
   * @param held whether the operator has to correct a setting
   */
  record Trouble(String reason, boolean held) {}

  /** A post has ended. */
  default void posted(Outcome outcome) {}

  /** The target has so many more items. */
  default void taken(long items) {}

  /**
   * The target takes nothing, and a line should be logged.
   *
   * @param first whether it is the first line since something was taken
   */
  void troubled(Trouble trouble, boolean first);

  /** The target takes items again, so long after the first failure; the trouble was logged. */
  void recovered(Duration after);

  /** A fault of this program's own, or of its disk; the machine goes on. */
  void fault(Throwable fault);
}
