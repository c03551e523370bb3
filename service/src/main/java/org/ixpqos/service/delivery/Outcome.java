package org.ixpqos.service.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What became of a part of a batch that was posted to a target. */
public sealed interface Outcome {
  /**
   * An item that the target named and did not take.
   *
   * @param index its place in the part
   * @param later whether the target may take the item at another time
   */
  record Rejected(int index, String reason, boolean later) {}

  /** The target has the part, but for the items that it named; each at most once. */
  record Taken(List<Rejected> rejected) implements Outcome {
    /** The target has all of the part. */
    public static final Taken ALL = new Taken(List.of());

    public Taken {
      rejected = List.copyOf(rejected);
    }
  }

  /**
   * The target has some of the part, will never take the others, and did not name them.
   *
   * @param refused how many it will never take
   */
  record Partial(long refused, String reason) implements Outcome {}

  /** Something in the part will never be taken; smaller parts of it may be. */
  record Refused(String reason) implements Outcome {}

  /** The same in smaller parts. */
  record TooLarge(String reason) implements Outcome {}

  /**
   * It is unknown whether the part arrived, or the target can't take it now.
   *
   * @param retryAfter the wait that the target asks for
   */
  record TryAgain(String reason, Optional<Duration> retryAfter) implements Outcome {}

  /** The operator has to correct a setting first. */
  record Held(String reason) implements Outcome {}

  /** Its name in metrics. */
  default String word() {
    return getClass().getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
