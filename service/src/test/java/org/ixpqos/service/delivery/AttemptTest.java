package org.ixpqos.service.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one try posts, and whom it blames. */
class AttemptTest {
  private final List<List<Integer>> posts = new ArrayList<>();
  private final PartSize size = new PartSize(100);
  private long taken;

  private final DeliveryListener listener =
      new DeliveryListener() {
        @Override
        public void taken(long items) {
          taken += items;
        }

        @Override
        public void troubled(Trouble trouble, boolean first) {}

        @Override
        public void recovered(Duration after) {}

        @Override
        public void fault(Throwable fault) {}
      };

  private Attempt<Integer> attempt(
      int items, RefusalPolicy policy, Function<List<Integer>, Outcome> target) {
    return new Attempt<>(
        IntStream.range(0, items).boxed().toList(),
        part -> {
          posts.add(List.copyOf(part));
          return target.apply(part);
        },
        listener,
        policy,
        size,
        2);
  }

  private static Function<List<Integer>, Outcome> refusing(Integer bad) {
    return part -> part.contains(bad) ? new Outcome.Refused("bad") : Outcome.Taken.ALL;
  }

  @Test
  void theItemToBlameIsFoundByHalving() {
    Attempt<Integer> attempt = attempt(64, new SeveralTries(20, 5), refusing(37));
    assertEquals(Outcome.Taken.ALL, attempt.deliver());
    assertEquals(List.of(new Settlement.Refusal<>(37, "bad")), attempt.settlement().refused());
    assertEquals(63, taken);
    assertEquals(1 + 2 * 6 + 1, posts.size(), "and the item alone once more");
  }

  @Test
  void whatIsCutIsPostedAfterItsNeighbours() {
    attempt(4, new SeveralTries(20, 5), refusing(0)).deliver();
    assertEquals(
        List.of(List.of(0, 1, 2, 3), List.of(0, 1), List.of(2, 3), List.of(0)),
        posts.subList(0, 4));
  }

  @Test
  void aSizeThatIsFoundIsGoneByAtOnce() {
    Function<List<Integer>, Outcome> small =
        part -> part.size() > 30 ? new Outcome.TooLarge("413") : Outcome.Taken.ALL;
    attempt(200, new SeveralTries(20, 5), small).deliver();
    assertEquals(
        List.of(100, 50, 25, 25, 25, 25, 25, 25, 25, 25), posts.stream().map(List::size).toList());
    assertEquals(200, taken);
  }

  @Test
  void aPartialCountsAndGoesOn() {
    Attempt<Integer> attempt =
        attempt(3, new SeveralTries(20, 5), part -> new Outcome.Partial(7, "of a week ago"));
    assertEquals(Outcome.Taken.ALL, attempt.deliver());
    assertEquals(new Settlement<>(List.of(), List.of(), 3, "of a week ago"), attempt.settlement());
    assertEquals(3, attempt.settlement().refusedCount());
    assertEquals(0, taken);
  }

  @Test
  void theTargetIsToBlameWhenNoSampleIsTaken() {
    Attempt<Integer> attempt =
        attempt(100, new Samples(16, "point"), part -> new Outcome.Refused("bad"));
    Outcome.Held held = assertInstanceOf(Outcome.Held.class, attempt.deliver());
    assertEquals("bad: it refuses every point, such as 0", held.reason());
    assertEquals(1 + 15, posts.size(), "a step of 7 makes 15 samples of 100");
  }

  /** The first parts of a batch may hold nothing that is good. */
  @Test
  void samplesAreOfTheWholeBatch() {
    size.tooLarge(2);
    Attempt<Integer> attempt = attempt(20, new Samples(16, "point"), refusing(0));
    assertEquals(Outcome.Taken.ALL, attempt.deliver());
    assertEquals(19, taken);
  }

  @Test
  void aWholeRefusalIsTriedAgainBeforeItemsAreToBlame() {
    SeveralTries tries = new SeveralTries(20, 5);
    for (int i = 0; i < 5; i++) {
      Outcome outcome = attempt(64, tries, part -> new Outcome.Refused("bad")).deliver();
      assertEquals(
          "every part of it is refused: bad",
          assertInstanceOf(Outcome.TryAgain.class, outcome).reason());
    }
    assertEquals(100, posts.size());
    Attempt<Integer> last = attempt(64, tries, part -> new Outcome.Refused("bad"));
    assertEquals(Outcome.Taken.ALL, last.deliver());
    assertEquals(64, last.settlement().refused().size());
  }
}
