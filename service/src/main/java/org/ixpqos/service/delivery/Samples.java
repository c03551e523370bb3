package org.ixpqos.service.delivery;

import java.util.List;

/**
 * Posts a few items of a batch alone when a part of it is refused: where one of them is taken, an
 * item is to blame; where none is, it is no item's fault, and the target is held to be broken. For
 * a target to which an item may be posted twice.
 */
public final class Samples implements RefusalPolicy {
  private final int most;
  private final String noun;

  /**
   * Takes some samples.
   *
   * @param most the maximum of samples of a batch
   * @param noun the word for an item in the reason
   */
  public Samples(int most, String noun) {
    this.most = most;
    this.noun = noun;
  }

  @Override
  public <I> Outcome judge(List<I> part, Outcome.Refused refusal, Progress<I> progress) {
    if (progress.someTaken()) {
      return refusal;
    }
    List<I> items = progress.items();
    int step = (items.size() + most - 1) / most;
    for (int i = 0; items.size() > 1 && i < items.size(); i += step) {
      Outcome alone = progress.sample(items.get(i));
      if (progress.someTaken()) {
        return refusal;
      }
      if (alone instanceof Outcome.TryAgain || alone instanceof Outcome.Held) {
        return alone;
      }
    }
    return new Outcome.Held(
        refusal.reason() + ": it refuses every " + noun + ", such as " + part.get(0));
  }
}
