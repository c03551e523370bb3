package org.ixpqos.daemon.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerOutagesTest {
  private final TestingLog log = new TestingLog(PeerOutages.class);
  private long nanos;
  private final PeerOutages outages = new PeerOutages(() -> nanos);
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");

  @AfterEach
  void close() {
    log.close();
  }

  /** A round of some packets, a minute after the one before. */
  private void round(int sent, int replied) {
    now = now.plusSeconds(60);
    nanos += 60_000_000_000L;
    Double loss = sent == 0 ? null : (double) (sent - replied) / sent;
    RttSummary rtt = replied == 0 ? null : new RttSummary(1, 1, 1, 0, null, List.of(), null, null);
    outages.recorded(
        new RoundResult(
            now,
            "mesh",
            "p2",
            4,
            "192.0.2.2",
            sent > 0,
            loss,
            rtt,
            new PacketCounts(60, replied, sent - replied, 0, 0, 60 - sent, 0, 0),
            "",
            0,
            new ClockState(true, 0, false),
            56,
            0,
            List.of()));
  }

  @Test
  void anOutageIsALineAtItsBeginningAndOneAtItsEnd() {
    round(60, 60);
    round(60, 0);
    round(60, 0);
    round(60, 59);
    round(60, 60);
    assertEquals(
        List.of(
            "WARN peer lost peer=p2 proto=4 schedule=mesh address=192.0.2.2"
                + " since=2026-11-22T12:02:00Z packets=60 times=1",
            "INFO peer is back peer=p2 proto=4 schedule=mesh address=192.0.2.2 after=2m"
                + " packets_lost=121 times=1"),
        log.lines());
  }

  @Test
  void aFewLostPacketsAreNoOutage() {
    round(2, 0);
    round(2, 0);
    round(2, 1);
    round(2, 0);
    round(2, 0);
    assertEquals(List.of(), log.lines());
    round(2, 0);
    assertEquals(1, log.lines().size());
  }

  @Test
  void whileMostIsLostItIsNotBack() {
    round(60, 0);
    assertEquals(1, log.lines().size());
    for (int i = 0; i < 10; i++) {
      round(60, i % 2 == 0 ? 20 : 0);
    }
    assertEquals(List.of(), log.lines());
    round(60, 30);
    assertEquals(1, log.lines().size());
  }

  @Test
  void aRoundThatSentNothingDoesNotCount() {
    round(0, 0);
    assertEquals(List.of(), log.lines());
    round(60, 0);
    round(0, 0);
    assertEquals(1, log.lines().size());
  }

  @Test
  void outagesAreCounted() {
    round(60, 0);
    round(60, 60);
    log.lines();
    round(60, 0);
    assertTrue(log.lines().get(0).endsWith(" times=2"));
  }
}
