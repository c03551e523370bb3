package org.ixpqos.engine.loop;

import static org.ixpqos.engine.loop.TestingLoop.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.PacketOutcome.IcmpError;
import org.ixpqos.engine.socket.SocketAddresses;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random events against a simple model: every round must end as the model's. {@code fuzz.events}
 * raises their number, {@code fuzz.seed} replays others.
 */
class EchoLoopFuzzTest {
  private static final int ROUNDS = 16;
  private static final int REPETITIONS = 4;
  private static final int EVENTS = Integer.getInteger("fuzz.events", 1_000_000) / REPETITIONS;
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_122L);
  private static final IcmpError UNREACHABLE =
      new IcmpError("host-unreachable", TestingLoop.address("10.9.8.7"), 0);

  private final TestingLoop testing =
      new TestingLoop(ROUNDS, true, EnumSet.noneOf(AddressFamily.class));
  private final FakeClock clock = testing.clock;
  private final Map<RunningRound, ModelRound> alive = new HashMap<>();
  private final Map<String, ModelRound> byAddress = new HashMap<>();
  private final List<Sent> recent = new ArrayList<>();
  private final List<Runnable> afterStamps = new ArrayList<>();
  private final List<Runnable> stamps = new ArrayList<>();
  private Random random;
  private int peers;
  private long finishedRounds;
  private long strays;
  private boolean stepPending;
  private boolean everStepped;
  private long lastStep;

  private record Sent(ModelRound round, int packet) {}

  @RepeatedTest(REPETITIONS)
  void everyRoundEndsAsTheModelsDoes(RepetitionInfo repetition) {
    long seed = SEED + repetition.getCurrentRepetition();
    random = new Random(seed);
    try {
      for (int i = 0; i < EVENTS; i++) {
        event();
      }
      for (int i = 0; i < 1_000 && !alive.isEmpty(); i++) {
        clock.advance(MILLI);
        turn();
      }
    } catch (AssertionError e) {
      throw new AssertionError("with -Dfuzz.seed=" + seed + ": " + e.getMessage(), e);
    }
    assertEquals(0, alive.size(), "rounds that never ended");
    assertEquals(0, testing.totals.get(Counters.IN_FLIGHT));
    assertEquals(strays, testing.totals.get(Counters.STRAYS));
    assertTrue(finishedRounds > EVENTS / 200, "finished " + finishedRounds);
  }

  private void event() {
    int kind = random.nextInt(100);
    if (kind < 8) {
      start();
    } else if (kind < 40) {
      reply();
    } else if (kind < 55) {
      stamp();
    } else if (kind < 60) {
      badReply();
    } else if (kind < 64) {
      icmpError();
    } else if (kind < 66) {
      refuseSending();
    } else if (kind < 67) {
      garbage();
    } else if (kind < 68) {
      cancel();
    } else if (kind < 69) {
      step();
    } else if (kind < 85) {
      clock.advance(random.nextInt(2_000_000));
    } else {
      clock.advance(random.nextInt(500) == 0 ? 300 * MILLI : random.nextInt(100_000));
      turn();
    }
  }

  private void start() {
    if (alive.size() == ROUNDS) {
      return;
    }
    boolean ipv4 = random.nextInt(4) > 0;
    byte[] address = new byte[ipv4 ? 4 : 16];
    address[0] = (byte) (ipv4 ? 11 : 0x20);
    peers++;
    for (int i = 1; i < 4; i++) {
      address[i] = (byte) (peers >> (8 * (3 - i)));
    }
    EchoOptions options =
        new EchoOptions(16 + random.nextInt(80), 0, 0, random.nextInt(8) == 0, null, "");
    EchoRequest request =
        new EchoRequest(
            inetAddress(address),
            1 + random.nextInt(5),
            random.nextInt(3),
            random.nextInt(4) == 0 ? 0 : random.nextInt(10_000_000),
            1 + random.nextInt(20_000_000),
            random.nextInt(2) * (long) random.nextInt(5_000_000),
            options,
            null);
    RunningRound round = testing.start(request);
    ModelRound model = new ModelRound(round, clock.monotonicNanos());
    alive.put(round, model);
    byAddress.put(key(SocketAddresses.encode(request.target())), model);
  }

  private Sent pick() {
    return recent.isEmpty() ? null : recent.get(random.nextInt(recent.size()));
  }

  private void reply() {
    Sent sent = pick();
    if (sent == null) {
      return;
    }
    boolean stamped = random.nextInt(10) > 0;
    SentEcho echo = sent.round.packets[sent.packet].echo;
    echo.answer(stamped ? testing.arrival() : Controls.NONE);
    if (sent.round.round.finished()) {
      strays++;
      return;
    }
    long arrival = clock.monotonicNanos();
    afterStamps.add(
        () -> {
          long now = clock.monotonicNanos();
          sent.round.reply(sent.packet, stamped ? now - arrival : -1, now, stepped(sent));
        });
  }

  private void stamp() {
    Sent sent = pick();
    if (sent == null) {
      return;
    }
    ModelRound.Packet packet = sent.round.packets[sent.packet];
    if (random.nextInt(4) == 0) {
      packet.echo.queued(clock.realtimeNanos());
      if (!sent.round.round.finished()) {
        stamps.add(() -> packet.queued = true);
      }
      return;
    }
    long departure = random.nextInt(random.nextInt(10) == 0 ? 60_000_000 : 50_000);
    packet.echo.stamp(packet.sentReal + departure, random.nextInt(3) * 7);
    if (!sent.round.round.finished() && packet.echo.packet().length > 0) {
      stamps.add(() -> sent.round.stamp(sent.packet, departure, stepped(sent)));
    }
  }

  /** From another sender, or damaged behind the ICMP header. */
  private void badReply() {
    Sent sent = pick();
    if (sent == null) {
      return;
    }
    SentEcho echo = sent.round.packets[sent.packet].echo;
    byte[] reply = echo.reply();
    byte[] from = echo.address();
    boolean foreign = random.nextBoolean();
    if (foreign) {
      from = from.clone();
      from[7] ^= 1;
      from[15] ^= 1;
    } else {
      int payload = reply.length - echo.packet().length + 8;
      reply[payload + random.nextInt(reply.length - payload)] ^= (byte) (1 << random.nextInt(8));
    }
    echo.answer(from, testing.arrival(), reply);
    if (sent.round.round.finished()) {
      strays++;
    } else {
      afterStamps.add(() -> sent.round.refuse(sent.packet));
    }
  }

  private void icmpError() {
    Sent sent = pick();
    if (sent == null || !sent.round.packets[sent.packet].echo.ipv4()) {
      return;
    }
    SentEcho echo = sent.round.packets[sent.packet].echo;
    boolean proven = random.nextBoolean();
    echo.error(3, 1, 0, proven ? echo.packet().length : 8);
    if (!proven || sent.round.round.finished()) {
      strays++;
    } else {
      afterStamps.add(() -> sent.round.error(sent.packet, UNREACHABLE));
    }
  }

  private void refuseSending() {
    FakeIcmpSocket socket = testing.sockets.get(random.nextInt(testing.sockets.size()));
    int[] errnos = {1, 22, 90, 101, 113};
    if (random.nextBoolean()) {
      socket.answers.add(1 + random.nextInt(3));
    }
    socket.answers.add(-errnos[random.nextInt(errnos.length)]);
  }

  private void garbage() {
    FakeIcmpSocket socket = testing.sockets.get(random.nextInt(testing.sockets.size()));
    byte[] packet = new byte[random.nextInt(120)];
    random.nextBytes(packet);
    if (packet.length > 0) {
      packet[0] = 0x44; // neither an IP header nor an ICMP type that is ours
    }
    byte[] control = new byte[random.nextInt(100)];
    random.nextBytes(control);
    var message = new FakeIcmpSocket.Message(new byte[16], control, packet);
    (random.nextBoolean() ? socket.replies : socket.errors).add(message);
  }

  private void cancel() {
    for (ModelRound model : alive.values()) {
      model.round.cancel();
      model.cancelled = true;
      return;
    }
  }

  private void step() {
    long nanos = 10_000 + (random.nextLong() >>> 1) % 3_600_000_000_000L;
    clock.step(random.nextBoolean() ? nanos : -nanos);
    stepPending = true;
  }

  private void turn() {
    if (stepPending) {
      stepPending = false;
      everStepped = true;
      lastStep = clock.monotonicNanos();
    }
    testing.turn();
    stamps.forEach(Runnable::run);
    stamps.clear();
    afterStamps.forEach(Runnable::run);
    afterStamps.clear();
    testing.sockets.forEach(this::takeSent);
    for (RunningRound round : testing.finished) {
      alive.remove(round).check(clock.monotonicNanos());
      byAddress.remove(key(round.peer().address()));
      finishedRounds++;
    }
    testing.finished.clear();
    while (recent.size() > 200) {
      recent.remove(random.nextInt(100));
    }
  }

  private void takeSent(FakeIcmpSocket socket) {
    for (SentEcho echo : socket.sent) {
      ModelRound model = byAddress.get(key(echo.address()));
      int packet = echo.packetOfRound();
      model.sent(packet, echo, clock.monotonicNanos(), clock.realtimeNanos());
      recent.add(new Sent(model, packet));
    }
    for (int i = 0; i < socket.refused.size(); i++) {
      SentEcho echo = socket.refused.get(i);
      byAddress.get(key(echo.address())).packets[echo.packetOfRound()].errno =
          socket.refusals.get(i);
    }
    socket.sent.clear();
    socket.refused.clear();
    socket.refusals.clear();
  }

  private boolean stepped(Sent sent) {
    long sentAt = sent.round.packets[sent.packet].sentAt;
    return everStepped && sentAt - lastStep <= 0;
  }

  private static String key(byte[] address) {
    return Arrays.toString(address);
  }

  private static InetAddress inetAddress(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
