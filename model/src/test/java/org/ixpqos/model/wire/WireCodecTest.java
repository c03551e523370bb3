package org.ixpqos.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ixpqos.model.Gap;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.StopReason;
import org.ixpqos.model.Upload;
import org.ixpqos.model.UploadAnswer;
import org.junit.jupiter.api.Test;

/** What stands on the wire, letter by letter: both sides may be of another version, or original. */
class WireCodecTest {
  /** Joins the lines of a text block. */
  private static String golden(String lines) {
    return lines.replace("\n", "");
  }

  @Test
  void writesARound() {
    assertEquals(
        golden(
            """
            {"name":"p2","proto":4,"address":"10.0.0.2","pinged":true,
            "ping_min":0.412,"ping_max":0.533,"ping_avg":0.455,"ping_jitter":0.031,
            "ping_median":0.45,
            "ping_quantiles":[0.412,0.412,0.42,0.43,0.44,0.45,0.46,0.47,0.5,0.53,0.533],
            "ping_ipdv":0.02,"ping_pdv95":0.121,"ping_loss":0.25,
            "time":"2026-11-22T10:00:00.250000Z","schedule":"mesh","size":56,"dscp":46,
            "local_drops":3,
            "scheduled":6,"sent":4,"received":3,"lost":1,"late":0,"send_errors":1,"not_sent":1,
            "duplicates":2,"reordered":1,
            "timestamps":"kernel-tx-rx",
            "clock":{"synchronised":true,"error_us":150,"stepped":false}}
            """),
        WireCodec.encode(Results.measured()));
  }

  @Test
  void writesARoundWithoutAnyReplyAsLossAndNotAsUnknown() {
    assertEquals(
        golden(
            """
            {"name":"p2","proto":4,"address":"10.0.0.2","pinged":true,
            "ping_min":null,"ping_max":null,"ping_avg":null,"ping_jitter":null,"ping_loss":1.0,
            "time":"2026-11-22T10:00:00.250000Z","schedule":"mesh","size":56,"dscp":46,
            "local_drops":3,
            "scheduled":5,"sent":5,"received":0,"lost":5,"late":0,"send_errors":0,"not_sent":0,
            "duplicates":0,"reordered":0,
            "clock":{"synchronised":true,"error_us":150,"stepped":false},
            "reasons":[{"state":"lost","reason":"host-unreachable","from":"10.0.0.254",
            "count":5}]}
            """),
        WireCodec.encode(Results.lost()));
  }

  /** LEGACY.md's example is what an original client sends, key for key. */
  @Test
  void writesTheOriginalsRow() {
    RttSummary rtt = new RttSummary(0.412, 0.533, 0.455, 0.031, null, List.of(), null, null);
    assertEquals(
        golden(
            """
            {"name":"p2-ixpqos","proto":4,"address":"10.0.0.2","pinged":true,
            "ping_min":0.412,"ping_max":0.533,"ping_avg":0.455,"ping_jitter":0.031,
            "ping_loss":0.0}
            """),
        WireCodec.encode(Results.original(true, 0.0, rtt)));
    assertEquals(
        golden(
            """
            {"name":"p2-ixpqos","proto":4,"address":"10.0.0.2","pinged":false,
            "ping_min":null,"ping_max":null,"ping_avg":null,"ping_jitter":null,
            "ping_loss":null}
            """),
        WireCodec.encode(Results.original(false, null, null)));
  }

  @Test
  void leavesThePairsValueOutWhenThereIsNoPair() {
    RttSummary one = new RttSummary(1, 1, 1, 0, 1.0, Results.RTT.quantiles(), null, 0.0);
    JsonObject row =
        object(Results.row(0.0, one, new PacketCounts(1, 1, 0, 0, 0, 0, 0, 0), "user", List.of()));
    assertFalse(row.has("ping_ipdv"));
    assertEquals(0.0, row.get("ping_pdv95").getAsDouble());
  }

  private static JsonObject object(RoundResult row) {
    return JsonParser.parseString(WireCodec.encode(row)).getAsJsonObject();
  }

  @Test
  void writesNanosecondsAndNoDigitMore() {
    RttSummary rtt =
        new RttSummary(0.1 + 0.2, 1234.5678901234, 0.0000004, 0, null, List.of(), null, null);
    JsonObject row = object(Results.original(true, 1.0 / 3, rtt));
    assertEquals("0.3", row.get("ping_min").getAsString());
    assertEquals("1234.56789", row.get("ping_max").getAsString());
    assertEquals("0.0", row.get("ping_avg").getAsString());
    assertEquals(1.0 / 3, row.get("ping_loss").getAsDouble());
  }

  @Test
  void writesTextSafely() {
    String name = "a\"b\\c\n\u2028</script>é";
    RoundResult row =
        new RoundResult(
            null,
            "",
            name,
            6,
            "fe80::1%eth0",
            false,
            null,
            null,
            null,
            "",
            0,
            null,
            0,
            0,
            List.of());
    assertEquals(name, object(row).get("name").getAsString());
    assertEquals(1, WireCodec.encode(row).lines().count());
  }

  @Test
  void writesAGap() {
    assertEquals(
        golden(
            """
            {"from":"2026-11-22T10:00:00.250000Z","until":"2026-11-22T10:05:00.000000Z",
            "reason":"overlap","schedule":"mesh","rounds":5}
            """),
        WireCodec.encode(
            new Gap(Results.TIME, Instant.parse("2026-11-22T10:05:00Z"), Gap.OVERLAP, "mesh", 5)));
  }

  private static Upload upload(UUID batch, ProbeHealth health) {
    return new Upload("p1", batch, "e1", 17, "0.1.0", health, List.of(), List.of());
  }

  @Test
  void writesAnUploadOfEncodedRowsAndGaps() {
    UUID batch = UUID.fromString("019aab1c-0000-7000-8000-000000000001");
    ProbeHealth health = new ProbeHealth(Results.TIME, Instant.EPOCH, 12, 1, 2, "0123456789ab");
    assertEquals(
        golden(
            """
            {"source":"p1","batch":"019aab1c-0000-7000-8000-000000000001","epoch":"e1","seq":17,
            "version":"0.1.0",
            "health":{"sent_at":"2026-11-22T10:00:00.250000Z",
            "started_at":"1970-01-01T00:00:00.000000Z","backlog":12,"dropped":1,"local_drops":2,
            "configuration":"0123456789ab"},
            "probes":[{"a":1},{"b":2}],"gaps":[{"c":3}]}
            """),
        WireCodec.encode(
            upload(batch, health), List.of("{\"a\":1}", "{\"b\":2}"), List.of("{\"c\":3}")));
  }

  @Test
  void writesPeriodsInOrderAndTheLastWord() {
    ProbeHealth health =
        new ProbeHealth(
                Results.TIME,
                Instant.EPOCH,
                0,
                0,
                0,
                "",
                Map.of("b", Duration.ofMillis(1_500), "a", Duration.ofMinutes(1)),
                "")
            .stopping(StopReason.UPGRADE);
    String json = WireCodec.encode(upload(null, health), List.of(), List.of());
    assertTrue(
        json.contains(
            "\"configuration\":\"\",\"periods\":{\"a\":60.0,\"b\":1.5},\"stopping\":\"upgrade\"}"),
        json);
    assertEquals(health.periods(), SchedulePeriods.of(SchedulePeriods.text(health.periods())));
    assertEquals(Map.of(), SchedulePeriods.of(""));
  }

  @Test
  void writesAnEmptyUploadWithItsArray() {
    assertEquals(
        "{\"source\":\"p1\",\"probes\":[]}",
        WireCodec.encode(upload(null, null), List.of(), List.of()));
  }

  @Test
  void writesAnAnswer() {
    UploadAnswer.Rejected rejected =
        new UploadAnswer.Rejected("probes", 3, "ping_loss 2.0 is not from 0 to 1");
    assertEquals(
        golden(
            """
            {"status":"ok","accepted":4,"duplicates":1,
            "rejected":[{"list":"probes","index":3,"reason":"ping_loss 2.0 is not from 0 to 1"}],
            "server_time":"2026-11-22T10:00:00.250000Z"}
            """),
        WireCodec.encode(new UploadAnswer(4, 1, List.of(rejected), Results.TIME)));
  }

  @Test
  void writesTheOriginalsAnswerWithoutATime() {
    JsonElement answer =
        JsonParser.parseString(WireCodec.encode(new UploadAnswer(0, 0, List.of(), null)));
    assertEquals("ok", answer.getAsJsonObject().get("status").getAsString());
    assertEquals(0, answer.getAsJsonObject().getAsJsonArray("rejected").size());
  }

  /** The records refuse them first; this is what is left if one does not. */
  @Test
  void hasNoNotationForNotANumber() {
    assertThrows(
        IllegalArgumentException.class,
        () -> WireCodec.encode(Results.original(true, Double.NaN, Results.RTT)));
  }
}
