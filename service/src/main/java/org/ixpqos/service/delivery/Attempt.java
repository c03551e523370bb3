package org.ixpqos.service.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.ixpqos.service.delivery.Settlement.Refusal;

/**
 * One try to deliver one batch: posts it in parts, halves a part that is refused or too large down
 * to the items that are the cause, and collects the items that the target does not take. Parts are
 * posted in the order in which they were cut, so that the halves of a refused part come after its
 * neighbours: a target that takes anything shows it soon. Owned by the machine's thread.
 */
final class Attempt<I> implements RefusalPolicy.Progress<I> {
  private final Function<List<I>, Outcome> post;
  private final DeliveryListener listener;
  private final RefusalPolicy refusalPolicy;
  private final PartSize size;
  private final int aloneTries;
  private final Deque<List<I>> parts = new ArrayDeque<>();
  private final List<I> items;
  private final IdentityHashMap<I, Integer> refusedAlone = new IdentityHashMap<>();
  private final List<Refusal<I>> refused = new ArrayList<>();
  private final List<Refusal<I>> postponed = new ArrayList<>();
  private String unnamedReason = "";
  private long unnamed;
  private int refusals;
  private boolean someTaken;

  Attempt(
      List<I> items,
      Function<List<I>, Outcome> post,
      DeliveryListener listener,
      RefusalPolicy refusalPolicy,
      PartSize size,
      int aloneTries) {
    this.items = items;
    this.post = post;
    this.listener = listener;
    this.refusalPolicy = refusalPolicy;
    this.size = size;
    this.aloneTries = aloneTries;
  }

  /**
   * Delivers the items; {@link Outcome.TryAgain} or {@link Outcome.Held} when it has to be later.
   */
  Outcome deliver() {
    size.begin();
    for (int from = 0; from < items.size(); from += size.most()) {
      parts.add(items.subList(from, Math.min(items.size(), from + size.most())));
    }
    while (partsLeft()) {
      List<I> part = parts.remove();
      if (part.size() > size.most()) {
        halve(part); // another part has shown meanwhile that this one is too large
        continue;
      }
      Outcome outcome = post.apply(part);
      if (outcome instanceof Outcome.Refused no) {
        refusals++;
        outcome = refusalPolicy.judge(part, no, this);
      }
      if (outcome instanceof Outcome.TryAgain || outcome instanceof Outcome.Held) {
        return outcome;
      }
      account(part, outcome);
    }
    return Outcome.Taken.ALL;
  }

  private void account(List<I> part, Outcome outcome) {
    if (outcome instanceof Outcome.Taken taken) {
      someTaken = true;
      for (Outcome.Rejected each : taken.rejected()) {
        (each.later() ? postponed : refused)
            .add(new Refusal<>(part.get(each.index()), each.reason()));
      }
      listener.taken(part.size() - taken.rejected().size());
    } else if (outcome instanceof Outcome.Partial some) {
      someTaken = true;
      long its = Math.min(some.refused(), part.size());
      unnamedReason = unnamed == 0 ? some.reason() : unnamedReason;
      unnamed += its;
      listener.taken(part.size() - its);
    } else if (outcome instanceof Outcome.TooLarge large) {
      size.tooLarge(part.size());
      halveOrBlame(part, large.reason());
    } else if (outcome instanceof Outcome.Refused no) {
      if (part.size() == 1 && refusedAlone.merge(part.get(0), 1, Integer::sum) < aloneTries) {
        parts.add(part); // once more: a request that was damaged in transit is refused too
      } else {
        halveOrBlame(part, no.reason());
      }
    }
  }

  private void halveOrBlame(List<I> part, String reason) {
    if (part.size() == 1) {
      refused.add(new Refusal<>(part.get(0), reason));
    } else {
      halve(part);
    }
  }

  private void halve(List<I> part) {
    parts.add(part.subList(0, part.size() / 2));
    parts.add(part.subList(part.size() / 2, part.size()));
  }

  /** The items that the target did not take, once all are delivered. */
  Settlement<I> settlement() {
    return new Settlement<>(refused, postponed, unnamed, unnamedReason);
  }

  @Override
  public List<I> items() {
    return items;
  }

  @Override
  public boolean someTaken() {
    return someTaken;
  }

  @Override
  public int refusals() {
    return refusals;
  }

  @Override
  public boolean partsLeft() {
    return !parts.isEmpty();
  }

  @Override
  public Outcome sample(I item) {
    Outcome outcome = post.apply(List.of(item));
    if (outcome instanceof Outcome.Taken || outcome instanceof Outcome.Partial) {
      someTaken = true;
    }
    return outcome;
  }
}
