package org.ixpqos.daemon.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendTroublesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final TestingLog log = new TestingLog(SendTroubles.class);
  private final SendTroubles troubles = new SendTroubles();

  @AfterEach
  void close() {
    log.close();
  }

  private void round(String peer, String state, String reason, int count) {
    boolean sendError = state.equals("send_error");
    int sent = 60 - count;
    RttSummary rtt = sent == 0 ? null : new RttSummary(1, 1, 1, 0, null, List.of(), null, null);
    troubles.recorded(
        new RoundResult(
            NOW,
            "mesh",
            peer,
            4,
            "192.0.2.2",
            sent > 0,
            sent == 0 ? null : 0.0,
            rtt,
            new PacketCounts(60, sent, 0, 0, sendError ? count : 0, sendError ? 0 : count, 0, 0),
            "",
            0,
            null,
            56,
            0,
            count == 0 ? List.of() : List.of(new Reason(state, reason, "", count))));
  }

  private void well(String peer) {
    round(peer, "", "", 0);
  }

  @Test
  void aCauseIsALineHoweverManyPeersItIsOfAndAnotherWhenItIsOver() {
    for (String reason :
        List.of("EMSGSIZE", "ENODEV", "ENETUNREACH", "EPERM", "ENOBUFS", "EAFNOSUPPORT")) {
      for (int i = 0; i < 200; i++) {
        round("q" + i, "send_error", reason, 60);
      }
      troubles.look();
      round("q1", "send_error", reason, 60);
      troubles.look();
      List<String> lines = log.lines();
      assertEquals(1, lines.size(), lines::toString);
      assertTrue(lines.get(0).startsWith("WARN packets do not leave this host, "), lines::toString);
      assertTrue(
          lines.get(0).endsWith("cause=" + reason + " peers=200 first=\"q0/IPv4 of mesh\""),
          lines::toString);
      assertEquals(200, troubles.list().get(0).peers());
      for (int i = 0; i < 200; i++) {
        well("q" + i);
      }
      troubles.look();
      lines = log.lines();
      assertEquals(1, lines.size(), lines::toString);
      assertTrue(lines.get(0).startsWith("INFO packets leave this host again"), lines::toString);
      assertEquals(List.of(), troubles.list());
    }
  }

  @Test
  void whatIsNotSentIsReportedLikeWhatFails() {
    for (String reason : List.of("engine-full", "no-socket", "no-source", "overdue", "fault")) {
      round("p2", "not_sent", reason, 60);
      troubles.look();
      assertEquals(1, log.lines().size(), reason);
      well("p2");
      troubles.look();
      assertEquals(1, log.lines().size(), reason);
    }
  }

  @Test
  void aPeerThatHasAnotherCauseHasNotTheOneBefore() {
    round("p2", "send_error", "ENODEV", 60);
    troubles.look();
    round("p2", "send_error", "ENETUNREACH", 60);
    troubles.look();
    List<String> lines = log.lines();
    assertEquals(3, lines.size(), lines::toString);
    assertEquals("ENETUNREACH", troubles.list().get(0).cause());
  }

  @Test
  void aFewPacketsOrWhatIsLoggedElsewhereAreNoTrouble() {
    round("p2", "send_error", "ENOBUFS", 29);
    round("p3", "not_sent", "cancelled", 60);
    round("p4", "not_sent", "unresolved", 60);
    troubles.look();
    assertEquals(List.of(), log.lines());
  }
}
