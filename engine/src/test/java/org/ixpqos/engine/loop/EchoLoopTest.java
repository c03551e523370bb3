package org.ixpqos.engine.loop;

import static org.ixpqos.engine.loop.TestingLoop.MILLI;
import static org.ixpqos.engine.loop.TestingLoop.PEER;
import static org.ixpqos.engine.loop.TestingLoop.PEER6;
import static org.ixpqos.engine.loop.TestingLoop.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.PacketOutcome.IcmpError;
import org.ixpqos.engine.PacketOutcome.Late;
import org.ixpqos.engine.PacketOutcome.Lost;
import org.ixpqos.engine.PacketOutcome.NotSent;
import org.ixpqos.engine.PacketOutcome.Replied;
import org.ixpqos.engine.PacketOutcome.SendError;
import org.ixpqos.engine.Timestamps;
import org.ixpqos.engine.socket.SocketAddresses;
import org.junit.jupiter.api.Test;

class EchoLoopTest {
  private final TestingLoop testing = new TestingLoop();
  private final FakeClock clock = testing.clock;

  @Test
  void packetsLeaveWhenDueAndTheRoundClosesWithItsLastTimeout() {
    RunningRound round = testing.start(PEER, 3);
    testing.turn();
    assertEquals(1, testing.ipv4().sent.size());
    testing.run(199);
    assertEquals(2, testing.ipv4().sent.size());
    testing.run(1);
    assertEquals(3, testing.ipv4().sent.size());
    testing.run(249);
    assertFalse(round.finished());
    assertNull(round.outcome(0), "a reply may still come late");
    testing.run(1);
    assertEquals(List.of(round), testing.finished);
    assertEquals(outcomes(new Lost(null), new Lost(null), new Lost(null)), outcomes(round));
  }

  @Test
  void aRoundTripIsFromTransmitStampToReceiveStamp() {
    RunningRound round = testing.start(PEER, 1);
    testing.turn();
    testing.sent(0).stamp(clock.realtimeNanos() + 30_000, 14);
    clock.advance(2 * MILLI);
    byte[] arrival = testing.arrival();
    clock.advance(MILLI);
    testing.sent(0).answer(arrival);
    testing.turn();
    assertEquals(new Replied(2 * MILLI - 30_000, Timestamps.KERNEL_TX_RX), round.outcome(0));
    assertFalse(round.finished(), "duplicates are waited for");
    testing.run(5);
    assertTrue(round.finished());
  }

  @Test
  void withoutStampsTheProcesssOwnClockServes() {
    RunningRound round = testing.start(PEER, 2);
    testing.turn();
    clock.advance(2 * MILLI);
    testing.sent(0).answer(testing.arrival());
    clock.advance(MILLI);
    testing.turn();
    testing.run(97);
    testing.sent(1).answer(Controls.NONE);
    clock.advance(3 * MILLI);
    testing.turn();
    testing.run(6);
    assertEquals(
        outcomes(
            new Replied(2 * MILLI, Timestamps.KERNEL_RX), new Replied(3 * MILLI, Timestamps.USER)),
        outcomes(round));
  }

  @Test
  void theStampDecidesWhatIsLateAndNotWhenItWasRead() {
    RunningRound round = testing.start(PEER, 3);
    testing.run(210);
    clock.advance(35 * MILLI);
    for (int i = 0; i < 2; i++) {
      testing.sent(i).answer(testing.arrival());
    }
    clock.advance(100 * MILLI);
    testing.turn();
    assertEquals(new Replied(244 * MILLI, Timestamps.KERNEL_RX), round.outcome(0));
    assertEquals(new Replied(145 * MILLI, Timestamps.KERNEL_RX), round.outcome(1));
    testing.sent(2).answer(testing.arrival());
    clock.advance(200 * MILLI);
    testing.turn();
    assertEquals(new Replied(145 * MILLI, Timestamps.KERNEL_RX), round.outcome(2));
  }

  @Test
  void aReplyAfterItsTimeoutIsLateUntilTheRoundClosesAndAStrayThen() {
    RunningRound round = testing.start(PEER, 3);
    testing.run(300);
    testing.sent(0).answer(testing.arrival());
    testing.run(200);
    testing.sent(1).answer(testing.arrival());
    testing.turn();
    assertEquals(outcomes(new Late(299 * MILLI), new Lost(null), new Lost(null)), outcomes(round));
    assertEquals(1, testing.totals.get(Counters.STRAYS));
    assertEquals(0, testing.totals.get(Counters.IN_FLIGHT));
  }

  @Test
  void duplicatesAndReorderingAreCountedBesideTheReplies() {
    RunningRound round = testing.start(PEER, 3);
    testing.run(201);
    for (int echo : new int[] {1, 0, 0, 2, 1, 0}) {
      testing.sent(echo).answer(testing.arrival());
    }
    testing.turn();
    assertEquals(3, round.duplicates());
    assertEquals(1, round.reordered());
    assertEquals(3, testing.totals.get(Counters.REPLIED));
  }

  @Test
  void warmUpIsSentFirstAndNotCounted() {
    RunningRound round = testing.start(TestingLoop.request(PEER, 1, 2, 10 * MILLI, 50 * MILLI));
    testing.run(21);
    testing.sent(0).answer(testing.arrival());
    testing.sent(0).answer(testing.arrival());
    testing.run(60);
    assertTrue(round.finished());
    assertEquals(3, testing.ipv4().sent.size());
    assertEquals(outcomes(new Lost(null)), outcomes(round));
    assertEquals(0, round.duplicates());
  }

  @Test
  void icmpErrorsAreReasonsOfLosses() {
    RunningRound round = testing.start(PEER, 4);
    testing.run(301);
    testing.sent(0).error(3, 1, 0, 64);
    testing.sent(1).error(11, 0, 0, 24);
    testing.sent(2).error(3, 4, 1_400, 28);
    testing.sent(3).error(3, 13, 0, 28);
    testing.sent(3).answer(testing.arrival());
    testing.run(300);
    var router = address("10.9.8.7");
    assertEquals(
        outcomes(
            new Lost(new IcmpError("host-unreachable", router, 0)),
            new Lost(new IcmpError("ttl-exceeded", router, 0)),
            new Lost(new IcmpError("packet-too-big", router, 1_400))),
        outcomes(round).subList(0, 3));
    assertEquals(new Replied(MILLI, Timestamps.KERNEL_RX), round.outcome(3), "a reply is stronger");
  }

  @Test
  void anErrorInTheMiddleOfABatchIsItsPacketsAlone() {
    RunningRound round = testing.start(TestingLoop.request(PEER, 5, 0, 0, 250 * MILLI));
    testing.ipv4().answers.addAll(List.of(2, -1, 1));
    testing.turn();
    assertEquals(4, testing.ipv4().sent.size());
    testing.run(250);
    assertEquals(
        outcomes(
            new Lost(null), new Lost(null), new SendError("EPERM"), new Lost(null), new Lost(null)),
        outcomes(round));
  }

  @Test
  void aShortageOfBuffersIsTriedAgainAndThenReported() {
    RunningRound round = testing.start(TestingLoop.request(PEER, 2, 0, 0, 250 * MILLI));
    testing.ipv4().answers.addAll(List.of(-105, 1, -105, -11, -105, -105));
    testing.turn();
    testing.run(250);
    assertEquals(outcomes(new Lost(null), new SendError("ENOBUFS")), outcomes(round));
    assertEquals(4, testing.ipv4().waits);
  }

  @Test
  void onlyWhatALaterPacketOvertookWasDroppedHere() {
    RunningRound round = testing.start(PEER, 3);
    testing.run(101);
    testing.sent(1).stamp(clock.realtimeNanos() - MILLI, 0);
    testing.run(400);
    assertEquals(
        outcomes(new SendError("local-drop"), new Lost(null), new Lost(null)), outcomes(round));
  }

  @Test
  void whatReachedTheQueueAndNeverLeftWasDroppedHere() {
    RunningRound round = testing.start(TestingLoop.request(PEER, 3, 0, 5_000 * MILLI, 250 * MILLI));
    testing.run(1);
    testing.sent(0).stamp(clock.realtimeNanos(), 0);
    testing.run(10_000);
    assertEquals(0, testing.sent(1).control().length, "all was well until then");
    assertEquals(24, testing.sent(2).control().length, "asks for the stamp of the queue");
    testing.sent(2).queued(clock.realtimeNanos());
    testing.run(300);
    assertEquals(
        outcomes(new Lost(null), new Lost(null), new SendError("local-drop")), outcomes(round));
  }

  @Test
  void whoeverWaitedInVainForThePeersLinkAddressIsLost() {
    RunningRound round = testing.start(TestingLoop.request(PEER, 6, 0, 1_000 * MILLI, 250 * MILLI));
    testing.run(1);
    testing.sent(0).stamp(clock.realtimeNanos(), 0);
    testing.run(5_000);
    testing.sent(4).stamp(clock.realtimeNanos() - 1_000 * MILLI, 0);
    testing.sent(5).stamp(clock.realtimeNanos(), 0);
    testing.run(300);
    assertEquals(Collections.nCopies(6, new Lost(null)), outcomes(round), "1 to 3 for 3 s");
  }

  @Test
  void aPacketThatWasHeldCountsFromItsCall() {
    RunningRound round = testing.start(PEER, 1);
    testing.turn();
    clock.advance(100 * MILLI);
    testing.sent(0).stamp(clock.realtimeNanos(), 0);
    clock.advance(MILLI);
    testing.sent(0).answer(testing.arrival());
    testing.turn();
    assertEquals(new Replied(101 * MILLI, Timestamps.KERNEL_RX), round.outcome(0));
  }

  @Test
  void afterASuspensionRepliesAreReadFirstAndWhatIsOverdueIsNotSent() {
    RunningRound round = testing.start(PEER, 30);
    testing.turn();
    clock.advance(20 * MILLI);
    testing.sent(0).answer(testing.arrival());
    clock.advance(2_000 * MILLI);
    testing.turn();
    assertEquals(new Replied(20 * MILLI, Timestamps.KERNEL_RX), round.outcome(0));
    assertEquals(new NotSent("overdue"), round.outcome(1));
    assertEquals(new NotSent("overdue"), round.outcome(19));
    assertNull(round.outcome(20));
    assertEquals(2, testing.ipv4().sent.size(), "not all at once");
  }

  @Test
  void aStepOfTheClockLeavesDurationsRight() {
    RunningRound round = testing.start(PEER, 2);
    testing.turn();
    testing.sent(0).stamp(clock.realtimeNanos(), 14);
    testing.turn();
    clock.advance(MILLI);
    clock.step(-3_600_000 * MILLI);
    testing.sent(0).answer(testing.arrival());
    clock.advance(MILLI);
    testing.turn();
    assertEquals(new Replied(2 * MILLI, Timestamps.USER), round.outcome(0));
    testing.run(98);
    testing.sent(1).stamp(clock.realtimeNanos(), 14);
    clock.advance(MILLI);
    testing.sent(1).answer(testing.arrival());
    testing.turn();
    assertEquals(new Replied(MILLI, Timestamps.KERNEL_TX_RX), round.outcome(1));
    testing.run(6);
    assertTrue(round.clockStepped());
    assertEquals(1, testing.totals.get(Counters.CLOCK_STEPS));
  }

  @Test
  void aCancelledRoundWaitsForWhatItSent() {
    RunningRound round = testing.start(PEER, 3);
    testing.turn();
    round.cancel();
    testing.run(10);
    assertEquals(new NotSent("cancelled"), round.outcome(1));
    assertFalse(round.finished());
    testing.sent(0).answer(testing.arrival());
    testing.run(10);
    assertTrue(round.finished());
  }

  @Test
  void stoppingWaitsNoLongerThanTheDrain() {
    RunningRound round = testing.start(PEER, 3);
    testing.run(260);
    testing.loop.stop(clock.monotonicNanos() + 40 * MILLI);
    testing.run(41);
    assertEquals(
        outcomes(new Lost(null), new NotSent("cancelled"), new NotSent("cancelled")),
        outcomes(round));
    RunningRound after = testing.start(PEER, 1);
    testing.run(1);
    assertEquals(outcomes(new NotSent("cancelled")), outcomes(after));
  }

  @Test
  void aFamilyWithoutSocketLeavesTheOtherAlone() {
    TestingLoop half = new TestingLoop(8, true, EnumSet.of(AddressFamily.IPV6));
    assertTrue(half.loop.kinds().get(AddressFamily.IPV6).contains("EPERM"));
    RunningRound round = half.start(PEER6, 2);
    half.start(PEER, 1);
    half.turn();
    half.turn();
    assertEquals(outcomes(new NotSent("no-socket"), new NotSent("no-socket")), outcomes(round));
    assertEquals(1, half.ipv4().sent.size());
  }

  @Test
  void ipv6AndDatagramSocketsAreReadAsTheyAre() {
    for (boolean raw : new boolean[] {true, false}) {
      TestingLoop both = new TestingLoop(8, raw, EnumSet.noneOf(AddressFamily.class));
      RunningRound four = both.start(PEER, 1);
      RunningRound six = both.start(PEER6, 1);
      both.turn();
      both.clock.advance(MILLI);
      both.ipv4().sent.get(0).answer(both.arrival());
      both.ipv6().sent.get(0).answer(both.arrival());
      both.turn();
      assertEquals(new Replied(MILLI, Timestamps.KERNEL_RX), four.outcome(0));
      assertEquals(new Replied(MILLI, Timestamps.KERNEL_RX), six.outcome(0));
    }
  }

  @Test
  void aDatagramSocketsErrorsComeByItsErrorQueue() {
    TestingLoop datagram = new TestingLoop(8, false, EnumSet.noneOf(AddressFamily.class));
    RunningRound round = datagram.start(PEER, 1);
    datagram.turn();
    SentEcho echo = datagram.sent(0);
    byte[] offender = SocketAddresses.encode(address("10.9.8.7"));
    datagram
        .ipv4()
        .errors
        .add(
            new FakeIcmpSocket.Message(
                echo.address(), Controls.error(true, 2, 3, 4, 1_280, offender), echo.packet()));
    datagram.run(250);
    assertEquals(
        outcomes(new Lost(new IcmpError("packet-too-big", address("10.9.8.7"), 1_280))),
        outcomes(round));
  }

  @Test
  void whatTheSocketDroppedIsCounted() {
    RunningRound round = testing.start(PEER, 2);
    testing.run(101);
    testing.sent(0).answer(SentEcho.join(testing.arrival(), Controls.drops(7)));
    testing.run(400);
    assertEquals(7, round.localDrops());
  }

  @Test
  void aTurnSendsNoMoreThanTheBufferHolds() {
    testing.ipv4().receiveBuffer = 212_992;
    testing.start(TestingLoop.request(PEER, 1_000, 0, 0, 250 * MILLI));
    testing.turn();
    int first = testing.ipv4().sent.size();
    assertTrue(first > 20 && first < 128, "sent " + first);
    assertEquals(0, testing.turn(), "goes on at once");
  }

  @Test
  void notToFragmentIsASocketOfItsOwn() {
    EchoOptions whole = new EchoOptions(56, 0, 0, true, null, "");
    testing.start(new EchoRequest(PEER, 1, 0, 0, MILLI, 0, whole, null));
    testing.start(PEER, 1);
    testing.turn();
    assertEquals(3, testing.sockets.size());
    assertEquals(1, testing.ipv4().sent.size());
    assertEquals(1, testing.sockets.get(2).sent.size());
  }

  private static List<PacketOutcome> outcomes(PacketOutcome... outcomes) {
    return List.of(outcomes);
  }

  private static List<PacketOutcome> outcomes(RunningRound round) {
    assertTrue(round.finished());
    return IntStream.range(0, round.request().count()).mapToObj(round::outcome).toList();
  }
}
