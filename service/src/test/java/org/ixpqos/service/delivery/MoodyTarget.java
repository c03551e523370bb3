package org.ixpqos.service.delivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** A target that answers as its mood of the turn has it. */
final class MoodyTarget implements DeliveryTarget<Letter> {
  /** How a whole turn goes. */
  enum Mood {
    UP,
    DOWN,
    HELD,
    /** Some posts get no answer; what was posted may have arrived. */
    FLAKY,
    /** Something on the way damages every request: all are refused. */
    DAMAGED
  }

  /** The outcome for an item that it never takes. */
  enum Telling {
    /** It takes the others, and names it. */
    NAMED,
    /** It takes none of the part. */
    WHOLE,
    /** It takes the others, and only counts it. */
    COUNTED
  }

  private final Random random;
  private final Consumer<Letter> posted;
  Mood mood = Mood.UP;
  Telling telling = Telling.NAMED;
  int mostItems = Integer.MAX_VALUE;
  int tick;

  /** What it has got in this turn. */
  final Set<Letter> taken = new HashSet<>();

  MoodyTarget(Random random, Consumer<Letter> posted) {
    this.random = random;
    this.posted = posted;
  }

  @Override
  public Outcome post(List<Letter> part) {
    part.forEach(posted);
    if (mood == Mood.DOWN) {
      return new Outcome.TryAgain("down", Optional.empty());
    }
    if (mood == Mood.HELD) {
      return new Outcome.Held("held");
    }
    if (mood == Mood.FLAKY && random.nextInt(4) == 0) {
      if (random.nextBoolean()) {
        answer(part);
      }
      return new Outcome.TryAgain("cut", Optional.empty());
    }
    if (part.size() > mostItems || holds(part, Letter.Kind.HUGE)) {
      return new Outcome.TooLarge("too large");
    }
    if (mood == Mood.DAMAGED || (telling == Telling.WHOLE && holds(part, Letter.Kind.POISON))) {
      return new Outcome.Refused("bad");
    }
    return answer(part);
  }

  private static boolean holds(List<Letter> part, Letter.Kind kind) {
    return part.stream().anyMatch(letter -> letter.kind() == kind);
  }

  private Outcome answer(List<Letter> part) {
    List<Outcome.Rejected> rejected = new ArrayList<>();
    long counted = 0;
    for (int i = 0; i < part.size(); i++) {
      Letter letter = part.get(i);
      if (letter.kind() != Letter.Kind.GOOD) {
        if (telling == Telling.COUNTED) {
          counted++;
        } else {
          rejected.add(new Outcome.Rejected(i, "bad", false));
        }
      } else if (letter.takenFrom() > tick && telling != Telling.COUNTED) {
        rejected.add(new Outcome.Rejected(i, "not yet", true));
      } else {
        taken.add(letter);
      }
    }
    return counted > 0 ? new Outcome.Partial(counted, "some") : new Outcome.Taken(rejected);
  }

  @Override
  public void close() {}
}
