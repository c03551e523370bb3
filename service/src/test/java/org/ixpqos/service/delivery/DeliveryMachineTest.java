package org.ixpqos.service.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The machine's thread, its end, and its status. */
@Timeout(60)
class DeliveryMachineTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
  private final List<String> taken = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch troubled = new CountDownLatch(1);
  private final CountDownLatch recovered = new CountDownLatch(1);
  private final CountDownLatch cut = new CountDownLatch(1);
  private volatile Outcome answer = Outcome.Taken.ALL;
  private volatile boolean hangs;
  private volatile IOException damage;
  private int fellBehind;
  private DeliveryMachine<String> machine = machine(DeliveryTiming.Pause.REAL);

  private DeliveryMachine<String> machine(DeliveryTiming.Pause pause) {
    return new DeliveryMachine<>(
        "delivery",
        new DeliveryMachine.Route<>(new Source(), new Target(), new Voice()),
        new DeliveryPolicy(10, 1, LONG, Duration.ofMillis(1), 0, true),
        new SeveralTries(20, 5),
        new DeliveryTiming(() -> Instant.EPOCH, System::nanoTime, pause),
        () -> 0L);
  }

  private final class Source implements DeliverySource<String> {
    @Override
    public Optional<DeliveryBatch<String>> next() throws IOException {
      if (damage != null) {
        throw damage;
      }
      String first = waiting.peek();
      return first == null ? Optional.empty() : Optional.of(new One(first));
    }

    @Override
    public void fellBehind() {
      fellBehind++;
    }
  }

  private final class One implements DeliveryBatch<String> {
    private final String item;

    private One(String item) {
      this.item = item;
    }

    @Override
    public List<String> items() {
      return List.of(item);
    }

    @Override
    public void settle(Settlement<String> settlement) {
      waiting.remove();
    }
  }

  private final class Target implements DeliveryTarget<String> {
    @Override
    public Outcome post(List<String> part) {
      asked.countDown();
      if (hangs) {
        try {
          cut.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return new Outcome.TryAgain("cut", Optional.empty());
      }
      if (answer == Outcome.Taken.ALL) {
        taken.addAll(part);
      }
      return answer;
    }

    @Override
    public void lastWord() {
      taken.add("last word");
    }

    @Override
    public void close() {
      cut.countDown();
    }
  }

  private final class Voice implements DeliveryListener {
    @Override
    public void troubled(Trouble trouble, boolean first) {
      lines.add((first ? "trouble " : "still ") + trouble.reason());
      troubled.countDown();
    }

    @Override
    public void recovered(Duration after) {
      lines.add("recovered");
      recovered.countDown();
    }

    @Override
    public void fault(Throwable fault) {
      lines.add("fault " + fault.getMessage());
    }
  }

  /** Waits until the status shows it, which comes after the listener. */
  private void awaitTrouble() throws InterruptedException {
    assertTrue(troubled.await(10, TimeUnit.SECONDS));
    long until = System.nanoTime() + LONG.toNanos();
    while (machine.status().trouble().isEmpty() && System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void close() {
    machine.close();
  }

  @Test
  void aFlushDeliversWhatWaitsAndEnds() throws Exception {
    machine.start();
    for (int i = 0; i < 100; i++) {
      waiting.add("item " + i);
    }
    machine.beginFlush(LONG);
    machine.awaitFlush();
    assertEquals(101, taken.size());
    assertEquals("last word", taken.get(100));
    assertEquals(Optional.of(Instant.EPOCH), machine.status().lastSuccess());
  }

  @Test
  void aFlushEndsAtItsDeadline() throws Exception {
    hangs = true;
    waiting.add("a");
    machine.start();
    assertTrue(asked.await(10, TimeUnit.SECONDS));
    long began = System.nanoTime();
    machine.beginFlush(Duration.ofMillis(50));
    machine.awaitFlush();
    assertTrue(machine.awaitEnd(System.nanoTime() + LONG.toNanos()));
    assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(10), "it is bounded");
    assertEquals(1, waiting.size(), "what was not answered for waits");
    assertEquals(List.of(), lines, "its own end is no trouble");
  }

  @Test
  void aFlushTriesATroubledTargetOnceMoreAndReportsItAllTheSame() throws Exception {
    answer = new Outcome.Held("mend it");
    waiting.add("a");
    machine.start();
    awaitTrouble();
    machine.beginFlush(LONG);
    assertTrue(machine.awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(10)));
    assertEquals(List.of("trouble mend it"), lines);
    assertEquals("mend it", machine.status().trouble());
    assertEquals(2, machine.status().posts());
    assertEquals(List.of("last word"), taken);
  }

  @Test
  void aTargetThatIsBackAtTheEndGetsWhatWaits() throws Exception {
    answer = new Outcome.TryAgain("down", Optional.empty());
    waiting.add("a");
    waiting.add("b");
    machine = machine(wait -> DeliveryTiming.Pause.REAL.of(LONG));
    machine.start();
    awaitTrouble();
    answer = Outcome.Taken.ALL;
    machine.beginFlush(LONG);
    machine.awaitFlush();
    assertEquals(List.of("a", "b", "last word"), taken);
  }

  @Test
  void aTargetThatTakesNothingKeepsTheEndNoLongerThanTwoSeconds() throws Exception {
    answer = new Outcome.TryAgain("down", Optional.empty());
    waiting.add("a");
    machine.start();
    awaitTrouble();
    hangs = true;
    long began = System.nanoTime();
    machine.beginFlush(LONG);
    machine.awaitFlush();
    assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(10), "it is bounded");
    assertEquals(List.of(), taken, "nobody is told past the end");
  }

  @Test
  void aCloseCutsThePostAndEndsTheThread() throws Exception {
    hangs = true;
    waiting.add("a");
    machine.start();
    assertTrue(asked.await(10, TimeUnit.SECONDS));
    assertFalse(machine.awaitEnd(System.nanoTime() + 1));
    machine.close();
    assertTrue(machine.awaitEnd(System.nanoTime() + LONG.toNanos()));
    assertEquals(List.of(), taken, "who is cut off says nothing more");
  }

  @Test
  void theStatusReportsTroubleUntilSomethingIsTaken() throws Exception {
    machine = machine(wait -> {});
    waiting.add("a");
    answer = new Outcome.TryAgain("down", Optional.empty());
    machine.turn();
    machine.turn();
    assertEquals(new DeliveryMachine.Status(2, 2, Optional.empty(), "down"), machine.status());
    answer = Outcome.Taken.ALL;
    machine.turn();
    assertEquals(
        new DeliveryMachine.Status(3, 0, Optional.of(Instant.EPOCH), ""), machine.status());
    assertEquals(List.of("trouble down", "recovered"), lines);
    assertEquals(2, fellBehind);
  }

  @Test
  void aFaultIsReportedAndTheMachineGoesOn() throws Exception {
    damage = new IOException("the disk");
    machine = machine(wait -> damage = null);
    waiting.add("a");
    machine.start();
    assertTrue(recovered.await(10, TimeUnit.SECONDS));
    machine.beginFlush(LONG);
    machine.awaitFlush();
    assertEquals(List.of("fault the disk", "recovered"), lines);
  }
}
