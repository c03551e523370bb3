package org.ixpqos.collector.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.junit.jupiter.api.Test;

class LineProtocolTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00.000123Z");

  private static RoundResult original(boolean pinged, Double loss, RttSummary rtt) {
    return new RoundResult(
        TIME, "", "p2", 4, "10.0.0.2", pinged, loss, rtt, null, "", 0, null, 0, 0, List.of());
  }

  private static RoundResult packets(PacketCounts packets) {
    return new RoundResult(
        TIME,
        "mesh",
        "p2",
        6,
        "fd99::2",
        packets.sent() > 0,
        packets.loss(),
        null,
        packets,
        "",
        3,
        null,
        56,
        0,
        List.of());
  }

  @Test
  void aRoundHasEveryFieldAndItsOwnTime() {
    assertEquals(
        "Ping,source=p1,target=p2,status=ok,proto=4,schedule=mesh"
            + " min=0.4,max=0.7,avg=0.51,jitter=0.05,median=0.5,ipdv=0.04,pdv95=0.25,loss=0.05,"
            + "local_drops=0,sent=60,received=57,lost=3,late=0,send_errors=0,not_sent=0,"
            + "duplicates=0,reordered=0 1795341600000123",
        LineProtocol.line("p1", TestingResults.row(TIME, "p2", 3)).orElseThrow());
  }

  @Test
  void whereAllIsLostThereAreNoTimes() {
    assertEquals(
        "Ping,source=p1,target=p2,status=ok,proto=6,schedule=mesh"
            + " loss=1,local_drops=3,sent=60,received=0,lost=60,late=0,send_errors=0,not_sent=0,"
            + "duplicates=0,reordered=0 1795341600000123",
        LineProtocol.line("p1", packets(new PacketCounts(60, 0, 60, 0, 0, 0, 0, 0))).orElseThrow());
  }

  /** A gap: neither a loss of nothing nor a loss of all. */
  @Test
  void whereNothingWasSentThereIsNoLoss() {
    String line =
        LineProtocol.line("p1", packets(new PacketCounts(60, 0, 0, 0, 0, 60, 0, 0))).orElseThrow();
    assertTrue(line.contains(",sent=0,received=0,"), line);
    assertTrue(line.contains(",not_sent=60,"), line);
    assertFalse(line.contains("loss="), line);
  }

  @Test
  void anOriginalsRowHasTheOriginalsFieldsAndNoEmptyTag() {
    RttSummary rtt = new RttSummary(0.412, 0.533, 0.455, 0.031, null, List.of(), null, null);
    assertEquals(
        "Ping,source=p1,target=p2,status=ok,proto=4"
            + " min=0.412,max=0.533,avg=0.455,jitter=0.031,loss=0 1795341600000123",
        LineProtocol.line("p1", original(true, 0.0, rtt)).orElseThrow());
  }

  @Test
  void whatIsUnknownIsNoLineAtAll() {
    assertEquals(Optional.empty(), LineProtocol.line("p1", original(false, null, null)));
  }

  @Test
  void namesCanNotBreakTheLine() {
    RoundResult row = TestingResults.row(TIME, "a,b c=d\\", 0);
    assertTrue(
        LineProtocol.line("p1", row)
            .orElseThrow()
            .startsWith("Ping,source=p1,target=a\\,b\\ c\\=d\\\\,status=ok,"));
  }
}
