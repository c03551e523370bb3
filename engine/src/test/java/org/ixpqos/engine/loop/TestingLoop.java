package org.ixpqos.engine.loop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.packet.EchoFormat;
import org.ixpqos.engine.socket.IcmpSocket;
import org.ixpqos.engine.socket.IcmpSockets;

/** A loop on fake sockets, turned by the test. */
final class TestingLoop implements IcmpSockets {
  static final long MILLI = 1_000_000;
  static final InetAddress PEER = address("192.0.2.1");
  static final InetAddress PEER6 = address("2001:db8::1");

  final FakeClock clock = new FakeClock();
  final EchoFormat format = new EchoFormat(0x1234_5678_9abc_def0L, 0x0fed_cba9_8765_4321L);
  final Counters totals = new Counters();
  final List<RunningRound> finished = new ArrayList<>();
  final List<FakeIcmpSocket> sockets = new ArrayList<>();
  final EchoLoop loop;
  private final Set<AddressFamily> refused;
  private final boolean raw;

  TestingLoop(int maxRounds, boolean raw, Set<AddressFamily> refused) {
    this.raw = raw;
    this.refused = refused;
    EngineSettings settings =
        new EngineSettings(maxRounds, Long.MAX_VALUE, 8 << 20, 10 * MILLI, 5 * MILLI, "engine");
    loop =
        new EchoLoop(settings, this, clock, format, 65_530, new Random(7), totals, finished::add);
  }

  TestingLoop() {
    this(64, true, EnumSet.noneOf(AddressFamily.class));
  }

  @Override
  public IcmpSocket open(AddressFamily family, boolean dontFragment) throws IOException {
    if (refused.contains(family)) {
      throw new IOException("raw socket: EPERM, datagram socket: EACCES");
    }
    FakeIcmpSocket socket = new FakeIcmpSocket(family, raw);
    sockets.add(socket);
    return socket;
  }

  FakeIcmpSocket ipv4() {
    return sockets.get(0);
  }

  FakeIcmpSocket ipv6() {
    return sockets.get(1);
  }

  SentEcho sent(int echo) {
    return ipv4().sent.get(echo);
  }

  /** Starts a round of {@code count} echoes, 100 ms apart, with a timeout of 250 ms. */
  RunningRound start(InetAddress target, int count) {
    return start(request(target, count, 0, 100 * MILLI, 250 * MILLI));
  }

  RunningRound start(EchoRequest request) {
    RunningRound round =
        new RunningRound(
            request, Destination.of(request, format), clock.monotonicNanos(), totals, loop::cancel);
    loop.start(round);
    return round;
  }

  static EchoRequest request(
      InetAddress target, int count, int warmup, long interval, long timeout) {
    return new EchoRequest(target, count, warmup, interval, timeout, 0, EchoOptions.DEFAULT, "tag");
  }

  long turn() {
    return loop.turn();
  }

  /** Lets time pass in steps of a millisecond, with a turn after each. */
  void run(long millis) {
    for (long i = 0; i < millis; i++) {
      clock.advance(MILLI);
      loop.turn();
    }
  }

  /** The control message of a packet that arrives now. */
  byte[] arrival() {
    return Controls.stamp(clock.realtimeNanos());
  }

  static InetAddress address(String literal) {
    try {
      return InetAddress.getAllByName(literal)[0];
    } catch (UnknownHostException e) {
      throw new AssertionError(literal, e);
    }
  }

  @Override
  public void await(long nanos, boolean untilReceipt) {}

  @Override
  public void wakeUp() {}

  @Override
  public void close() {}
}
