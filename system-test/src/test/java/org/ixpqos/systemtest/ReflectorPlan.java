package org.ixpqos.systemtest;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ixpqos.systemtest.Deed.Kind;

/**
 * What happens to each packet, by a seed: half are simply answered, and everything else that a
 * network does to an echo happens to some.
 */
final class ReflectorPlan {
  static final int TIMEOUT_MILLIS = 1_000;

  /** What was to come in time and is not sent by then is left out: the machine was too busy. */
  static final long IN_TIME_NANOS = MILLISECONDS.toNanos(400);

  /** Late replies come by then. */
  static final int LATEST_MILLIS = 1_400;

  private static final List<Kind> ERRORS =
      List.of(Kind.HOST_UNREACHABLE, Kind.TTL_EXCEEDED, Kind.TOO_BIG);

  private final Random random;
  private final int lastLate;
  private final int last;

  /**
   * @param count packets of a round; a reply to one of the last would not be late, but after the
   *     round, and the very last is lost, so that a round is open until all others came
   */
  ReflectorPlan(long seed, int count, int intervalMillis) {
    random = new Random(seed);
    last = count - 1;
    lastLate = last - (LATEST_MILLIS - TIMEOUT_MILLIS + 200) / intervalMillis;
  }

  /** The deeds for a packet, in no particular order. */
  List<Deed> deeds(int place) {
    int lot = random.nextInt(100);
    List<Deed> deeds = new ArrayList<>();
    if (place == last || lot < 8) {
      return deeds;
    } else if (lot < 15 && place <= lastLate) {
      late(deeds);
    } else if (lot < 22) {
      repeat(deeds, Kind.REPLY, 2 + random.nextInt(3));
    } else if (lot < 29) {
      add(deeds, Kind.REPLY, 50, 150); // overtaken
    } else if (lot < 35) {
      instead(deeds, Kind.DAMAGED_REPLY);
    } else if (lot < 38) {
      instead(deeds, Kind.WRONG_CHECKSUM);
    } else if (lot < 43) {
      instead(deeds, Kind.WRONG_SENDER);
    } else if (lot < 48) {
      instead(deeds, Kind.FORGED_REPLY);
    } else if (lot < 50) {
      instead(deeds, Kind.STRAY);
    } else if (lot < 56) {
      instead(deeds, ERRORS.get(random.nextInt(ERRORS.size())));
    } else {
      add(deeds, Kind.REPLY, 0, 15);
    }
    return deeds;
  }

  private void late(List<Deed> deeds) {
    add(deeds, Kind.REPLY, TIMEOUT_MILLIS + 100, LATEST_MILLIS);
    if (random.nextBoolean()) {
      add(deeds, Kind.REPLY, TIMEOUT_MILLIS + 100, LATEST_MILLIS);
    }
  }

  /** Once or twice the wrong thing, and the reply before it, after it, or not at all. */
  private void instead(List<Deed> deeds, Kind kind) {
    repeat(deeds, kind, ERRORS.contains(kind) ? 1 : 1 + random.nextInt(2));
    if (random.nextBoolean()) {
      add(deeds, Kind.REPLY, 0, 30);
    }
  }

  private void repeat(List<Deed> deeds, Kind kind, int times) {
    for (int i = 0; i < times; i++) {
      add(deeds, kind, 0, 30);
    }
  }

  private void add(List<Deed> deeds, Kind kind, int fromMillis, int toMillis) {
    long delay = MILLISECONDS.toNanos(random.nextInt(fromMillis, toMillis));
    deeds.add(new Deed(kind, delay, random.nextInt(Integer.MAX_VALUE)));
  }
}
