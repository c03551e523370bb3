package org.ixpqos.service.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.ixpqos.service.delivery.DeliveryMachine.Turn;
import org.junit.jupiter.api.Test;

/** One turn after the other: posts, waits and log lines. */
class DeliveryTurnTest {
  private static final Outcome DOWN = new Outcome.TryAgain("down", Optional.empty());
  private static final Duration HOLD = Duration.ofSeconds(60);
  private static final Duration GATHER = Duration.ofMillis(7);

  private final Queue<List<Integer>> batches = new ArrayDeque<>();
  private final Queue<Outcome> answers = new ArrayDeque<>();
  private final List<Integer> posts = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<Settlement<Integer>> settled = new ArrayList<>();
  private long nanos;
  private boolean isCorrected;

  private DeliveryMachine<Integer> machine(
      int most, int quietFailures, boolean reportsReasons, RefusalPolicy refusals) {
    return new DeliveryMachine<>(
        "delivery",
        new DeliveryMachine.Route<>(new Source(), new Target(), new Voice()),
        new DeliveryPolicy(most, 1, HOLD, GATHER, quietFailures, reportsReasons),
        refusals,
        new DeliveryTiming(() -> Instant.EPOCH, () -> nanos, pause),
        () -> -1L); // the whole wait
  }

  private DeliveryMachine<Integer> machine() {
    return machine(10, 0, true, new SeveralTries(20, 1));
  }

  private static long rounded(Duration time) {
    return time.plusNanos(500_000).toMillis();
  }

  private final DeliveryTiming.Pause pause =
      new DeliveryTiming.Pause() {
        @Override
        public void of(Duration wait) {
          events.add("waits " + rounded(wait) + " ms");
          nanos += wait.toNanos();
        }

        @Override
        public void of(Duration wait, BooleanSupplier sooner) {
          of(sooner.getAsBoolean() ? Duration.ZERO : wait);
        }
      };

  private final class Source implements DeliverySource<Integer> {
    @Override
    public Optional<DeliveryBatch<Integer>> next() {
      List<Integer> items = batches.peek();
      return items == null ? Optional.empty() : Optional.of(new Batch(items));
    }

    @Override
    public void awaitMore() {
      events.add("awaits more");
    }
  }

  private final class Batch implements DeliveryBatch<Integer> {
    private final List<Integer> items;

    private Batch(List<Integer> items) {
      this.items = items;
    }

    @Override
    public List<Integer> items() {
      return items;
    }

    @Override
    public void settle(Settlement<Integer> settlement) {
      settled.add(settlement);
      batches.remove();
    }
  }

  private final class Target implements DeliveryTarget<Integer> {
    @Override
    public Outcome post(List<Integer> part) {
      posts.add(part.size());
      return answers.isEmpty() ? Outcome.Taken.ALL : answers.remove();
    }

    @Override
    public boolean isCorrected() {
      return isCorrected;
    }

    @Override
    public void close() {}
  }

  private final class Voice implements DeliveryListener {
    @Override
    public void posted(Outcome outcome) {
      events.add(outcome.word());
    }

    @Override
    public void taken(long items) {
      events.add("takes " + items);
    }

    @Override
    public void troubled(Trouble trouble, boolean first) {
      events.add((first ? "trouble " : "now ") + trouble.reason());
    }

    @Override
    public void recovered(Duration after) {
      events.add("well after " + rounded(after) + " ms");
    }

    @Override
    public void fault(Throwable fault) {
      events.add("fault");
    }
  }

  private List<String> events() {
    List<String> until = List.copyOf(events);
    events.clear();
    return until;
  }

  /** A file that changes is no reason to hurry with what does not depend on it. */
  @Test
  void onlyAHeldDeliveryIsTriedAtOnceWhenItsFilesHaveChanged() throws Exception {
    isCorrected = true;
    DeliveryMachine<Integer> machine = machine();
    machine.turn();
    assertEquals(List.of("waits " + rounded(GATHER) + " ms"), waits());
    batches.add(List.of(1));
    answers.addAll(List.of(DOWN, new Outcome.Held("mend")));
    machine.turn();
    assertEquals(List.of("waits 1000 ms"), waits());
    machine.turn();
    assertEquals(List.of("waits 0 ms"), waits());
  }

  private List<String> waits() {
    return events().stream().filter(event -> event.startsWith("waits")).toList();
  }

  @Test
  void withNothingToDeliverItAwaitsMoreAndLetsItGather() throws Exception {
    assertEquals(Turn.NOTHING, machine().turn());
    assertEquals(List.of("awaits more", "waits 7 ms"), events());
  }

  @Test
  void aSuccessEndsTheTroubleAndTheBackoff() throws Exception {
    DeliveryMachine<Integer> machine = machine();
    batches.add(List.of(1, 2));
    answers.addAll(List.of(DOWN, DOWN));
    assertEquals(Turn.FAILED, machine.turn());
    assertEquals(List.of("try_again", "trouble down", "waits 1000 ms"), events());
    assertEquals(Turn.FAILED, machine.turn());
    assertEquals(List.of("try_again", "waits 2000 ms"), events());
    assertEquals(Turn.DELIVERED, machine.turn());
    assertEquals(List.of("taken", "takes 2", "well after 3000 ms"), events());
    batches.add(List.of(3));
    answers.add(DOWN);
    machine.turn();
    assertEquals(List.of("try_again", "trouble down", "waits 1000 ms"), events());
  }

  @Test
  void aWaitThatIsAskedForCountsAsAFailure() throws Exception {
    DeliveryMachine<Integer> machine = machine();
    batches.add(List.of(1));
    answers.add(new Outcome.TryAgain("later", Optional.of(Duration.ofSeconds(10))));
    answers.add(DOWN);
    machine.turn();
    machine.turn();
    assertEquals(
        List.of(
            "try_again",
            "trouble later",
            "waits 11000 ms",
            "try_again",
            "now down",
            "waits 2000 ms"),
        events());
  }

  @Test
  void whatSomebodyHasToMendIsTriedAfterAFixedTime() throws Exception {
    DeliveryMachine<Integer> machine = machine(10, 5, false, new SeveralTries(20, 1));
    batches.add(List.of(1));
    answers.addAll(List.of(new Outcome.Held("mend"), new Outcome.Held("other"), DOWN));
    assertEquals(Turn.FAILED, machine.turn());
    machine.turn();
    machine.turn();
    assertEquals(
        List.of(
            "held",
            "trouble mend",
            "waits 60000 ms",
            "held",
            "waits 60000 ms",
            "try_again",
            "now down",
            "waits 1000 ms"),
        events(),
        "other reasons are not said; that nobody has to mend it any more is");
  }

  @Test
  void whatPassesSoonIsNotReported() throws Exception {
    DeliveryMachine<Integer> machine = machine(10, 1, true, new SeveralTries(20, 1));
    batches.add(List.of(1));
    answers.add(DOWN);
    machine.turn();
    machine.turn();
    assertEquals(List.of("try_again", "waits 1000 ms", "taken", "takes 1"), events());
    batches.add(List.of(1));
    answers.addAll(List.of(DOWN, DOWN));
    machine.turn();
    machine.turn();
    assertEquals(
        List.of("try_again", "waits 1000 ms", "try_again", "trouble down", "waits 2000 ms"),
        events());
  }

  @Test
  void itemsAreTakenPostponedAndRefusedByName() throws Exception {
    batches.add(List.of(1, 2, 3, 4));
    answers.add(
        new Outcome.Taken(
            List.of(
                new Outcome.Rejected(1, "not yet", true),
                new Outcome.Rejected(3, "never", false))));
    machine().turn();
    assertEquals(List.of("taken", "takes 2"), events());
    assertEquals(
        new Settlement<>(
            List.of(new Settlement.Refusal<>(4, "never")),
            List.of(new Settlement.Refusal<>(2, "not yet")),
            0,
            ""),
        settled.get(0));
  }

  @Test
  void someOfAPartAreTaken() throws Exception {
    batches.add(List.of(1, 2, 3));
    answers.add(new Outcome.Partial(1, "too old"));
    machine().turn();
    assertEquals(List.of("partial", "takes 2"), events());
  }

  @Test
  void aBatchThatIsSettledBeginsTheTriesAnew() throws Exception {
    DeliveryMachine<Integer> machine = machine();
    for (int i = 0; i < 2; i++) {
      batches.add(List.of(1));
      answers.add(new Outcome.Refused("bad"));
      assertEquals(Turn.FAILED, machine.turn(), "the way may have damaged it");
      answers.add(new Outcome.Refused("bad"));
      assertEquals(Turn.DELIVERED, machine.turn(), "the item is to blame");
      assertEquals(1, settled.get(i).refusedCount());
    }
  }

  @Test
  void aSampleThatFindsTheTargetAwayEndsTheTry() throws Exception {
    DeliveryMachine<Integer> machine = machine(10, 0, true, new Samples(2, "point"));
    batches.add(List.of(1, 2, 3));
    answers.addAll(List.of(new Outcome.Refused("bad"), DOWN));
    assertEquals(Turn.FAILED, machine.turn());
    assertEquals(List.of("refused", "try_again", "trouble down", "waits 1000 ms"), events());
  }

  @Test
  void samplesAreSpreadOverTheBatchAndOneAloneNeedsNone() throws Exception {
    DeliveryMachine<Integer> machine = machine(10, 0, true, new Samples(2, "point"));
    batches.add(List.of(1, 2, 3));
    answers.addAll(Collections.nCopies(9, new Outcome.Refused("bad")));
    machine.turn();
    assertEquals(List.of(3, 1, 1), posts, "the first and the third");
    posts.clear();
    batches.clear();
    batches.add(List.of(7));
    machine.turn();
    assertEquals(List.of(1), posts);
  }

  @Test
  void oneThatIsTooLargeAloneLeavesTheSizeThatWasFound() throws Exception {
    DeliveryMachine<Integer> machine = machine(8, 0, true, new SeveralTries(20, 1));
    batches.add(List.of(1, 2, 3, 4, 5, 6, 7, 8));
    answers.add(new Outcome.TooLarge("413"));
    machine.turn();
    assertEquals(List.of(8, 4, 4), posts);
    posts.clear();
    batches.add(List.of(1, 2, 3, 4));
    answers.addAll(
        List.of(
            new Outcome.TooLarge("413"), new Outcome.TooLarge("413"), new Outcome.TooLarge("413")));
    machine.turn();
    posts.clear();
    batches.add(List.of(1, 2, 3, 4, 5, 6, 7, 8));
    machine.turn();
    assertEquals(List.of(4, 4), posts);
  }

  @Test
  void largerPartsAreTriedAgainAfterManyBatches() throws Exception {
    DeliveryMachine<Integer> machine = machine(8, 0, true, new SeveralTries(20, 1));
    batches.add(List.of(1, 2, 3, 4, 5, 6, 7, 8));
    answers.add(new Outcome.TooLarge("413"));
    machine.turn();
    for (int i = 1; i < PartSize.PATIENCE; i++) {
      batches.add(List.of(1));
      machine.turn();
    }
    posts.clear();
    batches.add(List.of(1, 2, 3, 4, 5, 6, 7, 8));
    machine.turn();
    assertEquals(List.of(8), posts);
  }
}
