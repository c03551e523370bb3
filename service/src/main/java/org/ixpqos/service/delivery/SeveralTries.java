package org.ixpqos.service.delivery;

import java.util.List;
import java.util.Optional;

/**
 * Tries a batch of which every part is refused several times, with the backoff between, before its
 * items count as the cause: a proxy between may damage every request.
 */
public final class SeveralTries implements RefusalPolicy {
  private final int refusals;
  private final int tries;
  private int failed;

  /**
   * Begins with no try.
   *
   * @param refusals of parts, with nothing taken between, and the batch as a whole is refused
   * @param tries of a batch that is refused as a whole, before its items are to blame
   */
  public SeveralTries(int refusals, int tries) {
    this.refusals = refusals;
    this.tries = tries;
  }

  @Override
  public <I> Outcome judge(List<I> part, Outcome.Refused refusal, Progress<I> progress) {
    boolean many = progress.refusals() >= refusals;
    boolean all = many || (part.size() == 1 && !progress.partsLeft());
    if (progress.someTaken() || !all || failed >= tries) {
      return refusal;
    }
    failed++;
    return new Outcome.TryAgain(
        "every part of it is refused: " + refusal.reason(), Optional.empty());
  }

  @Override
  public void settled() {
    failed = 0;
  }
}
