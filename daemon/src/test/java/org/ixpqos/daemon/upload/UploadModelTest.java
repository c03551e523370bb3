package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ixpqos.daemon.buffer.Buffer.Additions;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.daemon.config.DaemonConfig.StatusAddress;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.service.delivery.DeliveryListener;
import org.ixpqos.service.delivery.DeliveryMachine;
import org.ixpqos.service.delivery.DeliveryPolicy;
import org.ixpqos.service.delivery.DeliveryTarget;
import org.ixpqos.service.delivery.DeliveryTiming;
import org.ixpqos.service.delivery.Outcome;
import org.ixpqos.service.delivery.SeveralTries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The delivery machine on the daemon's buffer, to two collectors at different speeds, which are
 * down, postpone and refuse, while the buffer fills up and drops the oldest; it is closed and
 * opened. In the end each collector has each row once, or a gap counts it.
 *
 * <p>{@code -Dixpqos.uploads=20000} makes as many steps, {@code -Dixpqos.seed} others.
 */
class UploadModelTest {
  private static final int STEPS = Integer.getInteger("ixpqos.uploads", 800);
  private static final long ROOM = 256_000_000;

  @TempDir private Path directory;
  private final Random random = new Random(Long.getLong("ixpqos.seed", 20_261_126));
  private final TestingClock clock = new TestingClock(Instant.parse("2026-11-22T10:00:00Z"));
  private long nanos;
  private final Timekeeper time = new Timekeeper(clock, () -> nanos, Instant.EPOCH);
  private final Map<String, Side> sides = new TreeMap<>();
  private DurableBuffer buffer;
  private int appended;
  private boolean refuses;
  private boolean drops;

  /** A collector, and what it has got. */
  private final class Side implements DeliveryTarget<UploadItem>, DeliveryListener {
    private final String name;
    private final Set<Long> got = new HashSet<>();
    private final Set<Long> settled = new HashSet<>();
    private final List<UploadItem> posted = new ArrayList<>();
    private final Set<Long> postponed = new HashSet<>();
    private long rows;
    private long reported;
    private boolean down;
    private boolean postpones;
    private boolean namesRefused;
    private ClockRefusals clocks;
    private DeliveryMachine<UploadItem> machine;

    Side(String name) {
      this.name = name;
    }

    private void restart() {
      clocks = new ClockRefusals(name, time, random);
      machine =
          new DeliveryMachine<>(
              name,
              new DeliveryMachine.Route<>(
                  new UploadSource(
                      collector(name),
                      buffer,
                      1_000_000,
                      clocks,
                      new FormerName(name),
                      new UploadCounts()),
                  this,
                  this),
              new DeliveryPolicy(1_000, 2, Duration.ofSeconds(60), Duration.ZERO, 0, true),
              new SeveralTries(20, 5),
              new DeliveryTiming(clock, () -> nanos, wait -> {}),
              random);
    }

    private DeliveryMachine.Turn turn() throws Exception {
      posted.clear();
      postponed.clear();
      DeliveryMachine.Turn turn = machine.turn();
      if (turn == DeliveryMachine.Turn.DELIVERED) {
        posted.stream()
            .filter(item -> got.contains(item.entry().number()))
            .filter(item -> !postponed.contains(item.entry().number()))
            .forEach(this::settled);
      }
      return turn;
    }

    private void settled(UploadItem item) {
      if (!settled.add(item.entry().number())) {
        return; // a part of the batch was posted twice
      }
      if (item.entry().entry().kind() == BufferEntry.Kind.ROW) {
        rows++;
      } else {
        String json = item.entry().entry().json();
        reported += JsonParser.parseString(json).getAsJsonObject().get("rounds").getAsLong();
      }
    }

    @Override
    public Outcome post(List<UploadItem> part) {
      posted.addAll(part);
      part.forEach(
          item -> assertTrue(!settled.contains(item.entry().number()), () -> "again: " + item));
      boolean some = part.stream().anyMatch(UploadModelTest.this::isPoison);
      if (some && !namesRefused) {
        return new Outcome.Refused("bad");
      }
      if (down && random.nextBoolean()) {
        return new Outcome.TryAgain("down", Optional.empty());
      }
      List<Outcome.Rejected> rejected = new ArrayList<>();
      for (int i = 0; i < part.size(); i++) {
        UploadItem item = part.get(i);
        if (isPoison(item)) {
          rejected.add(new Outcome.Rejected(i, "bad", false));
        } else if (postpones && item.entry().number() % 5 == 0) {
          postponed.add(item.entry().number());
          rejected.add(new Outcome.Rejected(i, "not yet", true));
        } else {
          got.add(item.entry().number());
        }
      }
      return down ? new Outcome.TryAgain("cut", Optional.empty()) : new Outcome.Taken(rejected);
    }

    @Override
    public void close() {}

    @Override
    public void troubled(Trouble trouble, boolean first) {}

    @Override
    public void recovered(Duration after) {}

    @Override
    public void fault(Throwable fault) {
      throw new AssertionError(fault);
    }
  }

  private boolean isPoison(UploadItem item) {
    BufferEntry entry = item.entry().entry();
    return refuses && entry.kind() == BufferEntry.Kind.ROW && entry.json().endsWith("77");
  }

  private Collector collector(String name) {
    return new Collector(
        name,
        URI.create("http://127.0.0.1:1"),
        directory.resolve("key"),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private DaemonConfig config(long maxBytes) {
    return new DaemonConfig(
        "p1",
        Stream.of("main", "slow").map(this::collector).toList(),
        new BufferLimits(directory, maxBytes, Duration.ofDays(7), 1_000_000),
        new StatusAddress("127.0.0.1", 0),
        Optional.empty());
  }

  private void append(int count) {
    Additions additions = new Additions();
    for (int i = 0; i < count; i++) {
      additions.add(
          new BufferEntry(
              BufferEntry.Kind.ROW, clock.instant(), String.valueOf(1_000 + appended++)));
    }
    buffer.append(additions);
  }

  private void open() {
    buffer = new DurableBuffer(config(ROOM), time);
    sides.values().forEach(Side::restart);
  }

  @Test
  void eachCollectorHasEachRowOrIsNotifiedThatItWasDropped() throws Exception {
    drops = true;
    eachCollectorHasEachRowOrIsNotifiedOfOneMore();
  }

  @Test
  void eachCollectorHasEachRowOrIsNotifiedThatItIsInQuarantine() throws Exception {
    refuses = true;
    eachCollectorHasEachRowOrIsNotifiedOfOneMore();
  }

  /** Equal gaps of two collectors stay two when the buffer drops the rows behind them. */
  @Test
  void eachCollectorIsNotifiedOfBoth() throws Exception {
    drops = true;
    refuses = true;
    eachCollectorHasEachRowOrIsNotifiedOfOneMore();
  }

  private void eachCollectorHasEachRowOrIsNotifiedOfOneMore() throws Exception {
    sides.put("main", new Side("main"));
    sides.put("slow", new Side("slow"));
    open();
    for (int step = 0; step < STEPS; step++) {
      step();
    }
    for (Side side : sides.values()) {
      side.down = false;
      side.postpones = false;
      side.clocks.clockStepped();
      while (buffer.status().waiting().get(side.name) > 0) {
        side.turn();
      }
      String its =
          side.name + " got " + side.rows + ", told of " + side.reported + " of " + appended;
      assertEquals(appended, side.rows + side.reported, its);
      assertTrue(side.reported > 0 && side.rows > appended / 10, its);
    }
    assertEquals(0, buffer.status().entries());
    buffer.close();
  }

  private void step() throws Exception {
    int what = random.nextInt(100);
    Side side = sides.get(random.nextBoolean() ? "main" : "slow");
    if (what < 30) {
      append(1 + random.nextInt(10));
    } else if (what < 80) {
      Side its = sides.get(random.nextInt(4) == 0 ? "slow" : side.name);
      if (buffer.status().waiting().get(its.name) > 0) { // it would wait for more
        its.turn();
      }
    } else if (what < 90) {
      side.down = random.nextInt(4) == 0;
      side.postpones = random.nextInt(4) == 0;
      side.namesRefused = random.nextBoolean();
    } else if (what < 96) {
      side.clocks.clockStepped(); // what is postponed is offered again
    } else if (what < 97 && drops) {
      buffer.reconfigure(config(1)); // as if the disk had no room: the oldest go
      append(3);
      buffer.reconfigure(config(ROOM));
    } else {
      buffer.close();
      open();
    }
  }
}
