package org.ixpqos.daemon.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
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
import org.ixpqos.model.ClockState;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.junit.jupiter.api.Test;

class RoundResultsTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00.123456Z");
  private static final Probe PEER = new Probe("p2", 4, "10.0.0.2", "", List.of(), Map.of());
  private static final ScheduleEntry ENTRY =
      new ScheduleEntry(
          "mesh",
          Optional.of(Duration.ofMinutes(1)),
          Optional.empty(),
          ZoneOffset.UTC,
          new ScheduleEntry.Echo(
              6, Duration.ofSeconds(1), Duration.ofSeconds(2), 0, 56, 46, 0, false, "", ""),
          new ScheduleEntry.Targets(List.of("*"), List.of()),
          true,
          Duration.ZERO);
  private static final Firing FIRING = new Firing(ENTRY, TIME, new ClockState(true, 12, false));

  private static FakeRound round(PacketOutcome... outcomes) {
    FakeRound round =
        new FakeRound(
            new EchoRequest(
                InetAddress.getLoopbackAddress(),
                outcomes.length,
                0,
                1,
                1,
                0,
                EchoOptions.DEFAULT,
                null));
    System.arraycopy(outcomes, 0, round.outcomes, 0, outcomes.length);
    return round;
  }

  private static RoundResult row(FakeRound round) {
    return RoundResults.of(round, FIRING, PEER, "10.0.0.2");
  }

  @Test
  void everyPacketIsCountedInItsState() {
    RoundResult row =
        row(
            round(
                new Replied(1_000_000, Timestamps.KERNEL_TX_RX),
                new Replied(3_000_000, Timestamps.KERNEL_RX),
                new Lost(null),
                new Late(2_500_000_000L),
                new SendError("EPERM"),
                new NotSent("cancelled")));
    assertEquals(new PacketCounts(6, 2, 1, 1, 1, 1, 2, 1), row.packets());
    assertEquals(4, row.packets().sent());
    // one lost and one late of the four that were sent
    assertEquals(0.5, row.loss());
    assertTrue(row.pinged());
    assertEquals(2, row.rtt().avg());
    assertEquals("kernel-rx", row.timestamps());
    assertEquals(4, row.localDrops());
    assertEquals(TIME, row.time());
    assertEquals(46, row.dscp());
    assertEquals(
        List.of(
            new Reason("send_error", "EPERM", "", 1), new Reason("not_sent", "cancelled", "", 1)),
        row.reasons());
  }

  @Test
  void allLostIsALossAndNotAGap() {
    RoundResult row = row(round(new Lost(null), new Lost(null)));
    assertTrue(row.pinged());
    assertEquals(1.0, row.loss());
    assertNull(row.rtt());
    assertEquals("", row.timestamps());
  }

  @Test
  void nothingSentIsAGapAndNotALoss() {
    RoundResult row = row(round(new SendError("ENETUNREACH"), new NotSent("overdue")));
    assertFalse(row.pinged());
    assertNull(row.loss());
    assertNull(row.rtt());
  }

  @Test
  void sameReasonsAreCountedTogether() throws Exception {
    IcmpError error = new IcmpError("host-unreachable", InetAddress.getByName("10.0.0.254"), 0);
    RoundResult row = row(round(new Lost(error), new Lost(error), new Lost(null)));
    assertEquals(List.of(new Reason("lost", "host-unreachable", "10.0.0.254", 2)), row.reasons());
  }

  @Test
  void theSmallestMtuThatARouterNamedIsThePathsMtu() throws Exception {
    InetAddress router = InetAddress.getByName("10.0.0.254");
    RoundResult result =
        row(
            round(
                new Lost(new IcmpError("packet-too-big", router, 1_400)),
                new Lost(new IcmpError("packet-too-big", router, 1_280)),
                new Lost(new IcmpError("packet-too-big", router, 1_500))));
    assertEquals(1_280, RoundFields.PATH_MTU.of(result).intValue());
    assertNull(RoundFields.PATH_MTU.of(row(round(new Lost(null)))));
  }

  @Test
  void aStepOfTheClockMarksTheRow() {
    FakeRound round = round(new Replied(5, Timestamps.USER));
    round.clockStepped = true;
    assertEquals(new ClockState(true, 12, true), row(round).clock());
  }

  @Test
  void aRoundThatCouldNotStartIsNotSent() {
    RoundResult row = RoundResults.notStarted(FIRING, PEER, 60, "unresolved");
    assertEquals(60, row.packets().notSent());
    assertFalse(row.pinged());
    assertNull(row.loss());
    assertNotNull(row.time());
    assertEquals(List.of(new Reason("not_sent", "unresolved", "", 60)), row.reasons());
  }

  @Test
  void aPacketWithoutOutcomeIsAnErrorOfTheEngine() {
    FakeRound unfinished = round(new Lost(null), null);
    assertThrows(IllegalStateException.class, () -> row(unfinished));
  }
}
