package org.ixpqos.service.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * The machine against a simple list: letters are added, with holes between their numbers, and
 * delivered to two targets at different speeds, which are down, hold, postpone, refuse, and find
 * parts too large; the oldest are dropped, also while they are posted, and the program crashes and
 * restarts, before and after a position is written. After each step exactly the items of the list
 * wait for a target; no letter is posted that was settled, none is refused that is good.
 *
 * <p>{@code -Dixpqos.deliveries=1000000} makes as many steps, {@code -Dixpqos.seed} others.
 */
class DeliveryModelTest {
  private static final int STEPS = Integer.getInteger("ixpqos.deliveries", 100_000);

  private final long seed = Long.getLong("ixpqos.seed", 20_261_126);
  private final Random random = new Random(seed);
  private final MemoryLog letters = new MemoryLog(random);
  private final List<Side> sides =
      List.of(
          new Side(
              "slow", new DeliveryPolicy(5, 2, Duration.ofSeconds(60), Duration.ZERO, 0, true)),
          new Side(
              "fast", new DeliveryPolicy(50, 1, Duration.ofSeconds(60), Duration.ZERO, 1, false)));
  private int tick;
  private int step;

  /** What has been seen, by name: a mood or an answer that never comes proves nothing. */
  private final TreeMap<String, Long> seen = new TreeMap<>();

  /** Counts the tries that it ends: a longer damage than they last puts good letters away. */
  private static final class CountingTries implements RefusalPolicy {
    private final SeveralTries tries = new SeveralTries(20, 5);
    private int ended;

    @Override
    public <I> Outcome judge(List<I> part, Outcome.Refused refusal, Progress<I> progress) {
      Outcome outcome = tries.judge(part, refusal, progress);
      ended += outcome == refusal ? 0 : 1;
      return outcome;
    }

    @Override
    public void settled() {
      tries.settled();
      ended = 0;
    }
  }

  /** One target, its machine, and the list of what it has to get. */
  private final class Side implements DeliveryListener, MemoryLog.Settled {
    private final String name;
    private final DeliveryPolicy policy;
    private final Set<Letter> owed = new LinkedHashSet<>(); // a list that finds quickly
    private final Set<Long> droppedInTurn = new HashSet<>();
    private final AtomicLong nanos = new AtomicLong();
    private final MoodyTarget target = new MoodyTarget(random, this::posting);
    private CountingTries tries;
    private DeliveryMachine<Letter> machine;
    private boolean troubled;

    Side(String name, DeliveryPolicy policy) {
      this.name = name;
      this.policy = policy;
      restart();
    }

    /** What is in memory is lost, the cursor is not. */
    private void restart() {
      MemoryLog.Source source = letters.source(name, name.equals("slow") ? 5 : 80);
      source.settled = this;
      tries = new CountingTries();
      RefusalPolicy refusals = name.equals("slow") ? tries : new Samples(16, "letter");
      machine =
          new DeliveryMachine<>(
              name,
              new DeliveryMachine.Route<>(source, target, this),
              policy,
              refusals,
              new DeliveryTiming(() -> Instant.EPOCH, nanos::get, wait -> nanos.addAndGet(1)),
              random);
      troubled = false;
    }

    private void turn() throws IOException, InterruptedException {
      target.taken.clear();
      target.tick = tick;
      droppedInTurn.clear();
      if (target.mood == MoodyTarget.Mood.DAMAGED && tries.ended >= 5) {
        target.mood = MoodyTarget.Mood.UP; // as long as that, and good letters are to blame
      }
      try {
        see(name + " " + machine.turn());
      } catch (MemoryLog.CrashException e) {
        see(name + " crash");
        restart();
      }
    }

    private void posting(Letter letter) {
      assertTrue(
          owed.contains(letter) || droppedInTurn.contains(letter.number()),
          () -> "step " + step + ": " + name + " gets " + letter + " after it was settled");
      if (random.nextInt(3_000) == 0) {
        drop(1 + random.nextInt(5)); // by another thread, for want of room
      }
    }

    /** Each letter of a batch has the end that the target gave it. */
    @Override
    public void settled(List<Letter> items, Settlement<Letter> settlement) {
      Set<Letter> refused = letters(settlement.refused());
      Set<Letter> postponed = letters(settlement.postponed());
      long unnamed = 0;
      for (Letter each : items) {
        String what =
            "step " + step + ": " + name + " " + target.mood + " " + target.telling + " " + each;
        boolean taken = target.taken.contains(each);
        boolean bad = each.kind() != Letter.Kind.GOOD;
        assertTrue(!(taken && postponed.contains(each)), () -> what + " is taken and postponed");
        assertTrue(bad || !refused.contains(each), () -> what + " is good and refused");
        assertTrue(bad || taken || postponed.contains(each), () -> what + " is forgotten");
        unnamed += bad && !refused.contains(each) ? 1 : 0;
        see(taken ? "taken" : postponed.contains(each) ? "postponed" : "refused");
        if (!postponed.contains(each)) {
          owed.remove(each);
        }
      }
      assertEquals(unnamed, settlement.unnamed(), "step " + step + ": " + name);
    }

    private Set<Letter> letters(List<Settlement.Refusal<Letter>> refusals) {
      Set<Letter> all = new HashSet<>();
      refusals.forEach(each -> assertTrue(all.add(each.item()), "named twice"));
      return all;
    }

    private void drop(int count) {
      long last = letters.dropOldest(count);
      see("dropped");
      for (Side side : sides) {
        side.owed.stream()
            .filter(letter -> letter.number() <= last)
            .forEach(letter -> side.droppedInTurn.add(letter.number()));
        side.owed.removeIf(letter -> letter.number() <= last);
      }
    }

    private void check() {
      List<Long> model = owed.stream().map(Letter::number).toList();
      assertEquals(model, letters.waiting(name), () -> "step " + step + ": " + name);
    }

    @Override
    public void troubled(Trouble trouble, boolean first) {
      assertEquals(troubled, !first, "a trouble is begun once");
      troubled = true;
    }

    @Override
    public void recovered(Duration after) {
      assertTrue(troubled && !after.isNegative(), "what began ends once");
      troubled = false;
    }

    @Override
    public void fault(Throwable fault) {
      throw new AssertionError(fault);
    }
  }

  private void see(String what) {
    seen.merge(what, 1L, Long::sum);
  }

  @Test
  void whatWaitsIsWhatASimpleListHas() throws Exception {
    for (step = 0; step < STEPS; step++) {
      step();
      sides.forEach(Side::check);
      if (step % 2_000 == 1_999) {
        drain();
      }
    }
    drain();
    for (Side side : sides) {
      for (String what : List.of("DELIVERED", "NOTHING", "FAILED", "crash")) {
        assertTrue(seen.containsKey(side.name + " " + what), () -> seen + " seed " + seed);
      }
    }
    assertTrue(
        seen.keySet().containsAll(List.of("taken", "postponed", "refused", "dropped", "restart")),
        seen::toString);
  }

  private void step() throws Exception {
    int what = random.nextInt(100);
    Side side = sides.get(random.nextInt(2));
    if (what < 35) {
      add(1 + random.nextInt(what < 1 ? 60 : 3));
    } else if (what < 75) {
      sides.get(random.nextInt(4) == 0 ? 0 : random.nextInt(2)).turn();
    } else if (what < 85) {
      MoodyTarget.Mood[] moods = MoodyTarget.Mood.values();
      side.target.mood =
          random.nextInt(3) == 0 ? moods[random.nextInt(moods.length)] : MoodyTarget.Mood.UP;
    } else if (what < 90) {
      MoodyTarget.Telling[] tellings = MoodyTarget.Telling.values();
      side.target.telling = tellings[random.nextInt(tellings.length)];
    } else if (what < 93) {
      side.target.mostItems = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 1_000;
    } else if (what < 96) {
      letters.release(side.name);
    } else if (what < 97) {
      tick += random.nextInt(3);
    } else if (what < 98) {
      side.drop(1 + random.nextInt(20));
    } else {
      see("restart");
      side.restart();
    }
    if (step % 20 == 0) {
      letters.trim();
    }
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(100);
      Letter.Kind its =
          kind < 4 ? Letter.Kind.POISON : kind < 5 ? Letter.Kind.HUGE : Letter.Kind.GOOD;
      add(its, random.nextInt(10) == 0 ? tick + random.nextInt(5) : tick);
    }
  }

  private void add(Letter.Kind kind, int takenFrom) {
    Letter letter = letters.add(kind, takenFrom);
    sides.forEach(side -> side.owed.add(letter));
  }

  /** With all mended and no more dropped, each target gets all. */
  private void drain() throws Exception {
    tick += 10;
    for (Side side : sides) {
      side.target.mood = MoodyTarget.Mood.UP;
      letters.release(side.name);
      for (int turn = 0; !side.owed.isEmpty(); turn++) {
        assertTrue(turn < 10_000, () -> side.name + " never gets " + side.owed);
        if (turn % 100 == 99) {
          add(
              Letter.Kind.GOOD,
              tick); // letters that are refused alone wait for others that are taken
        }
        side.turn();
      }
    }
  }
}
