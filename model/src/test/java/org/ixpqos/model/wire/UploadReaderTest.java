package org.ixpqos.model.wire;

import static org.ixpqos.model.wire.TestingUploads.GOOD;
import static org.ixpqos.model.wire.TestingUploads.NOW;
import static org.ixpqos.model.wire.TestingUploads.read;
import static org.ixpqos.model.wire.TestingUploads.readRows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Gap;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.UploadReader.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadReaderTest {
  @Test
  void readsWhatTheCodecWrites() throws IOException {
    RoundResult row =
        new RoundResult(
            NOW.minusSeconds(60),
            "mesh",
            "p2",
            6,
            "fe80::1%eth0",
            true,
            0.25,
            new RttSummary(
                0.1,
                0.9,
                0.5,
                0.2,
                0.45,
                List.of(.1, .1, .2, .3, .4, .4, .5, .6, .7, .8, .9),
                0.01,
                0.7),
            new PacketCounts(10, 6, 1, 1, 1, 1, 2, 3),
            "kernel-rx",
            4,
            new ClockState(true, 120, false),
            56,
            46,
            List.of(
                new Reason("lost", "host-unreachable", "10.0.0.9", 1),
                new Reason("send_error", "EPERM", null, 1)));
    Gap gap = new Gap(NOW.minusSeconds(600), NOW.minusSeconds(60), Gap.STOPPED, "", 9);
    Upload upload =
        new Upload(
            "p1",
            UUID.fromString("01900000-0000-7000-8000-000000000001"),
            "e1",
            17,
            "0.1.0",
            new ProbeHealth(
                NOW,
                NOW.minusSeconds(900),
                3,
                2,
                1,
                "0123456789ab",
                Map.of("mesh", Duration.ofMillis(500), "hourly", Duration.ofHours(1)),
                "restart"),
            List.of(row),
            List.of(gap));

    Reading reading =
        read(
            WireCodec.encode(
                upload, List.of(WireCodec.encode(row)), List.of(WireCodec.encode(gap))));

    assertEquals(upload, reading.upload());
    assertEquals(List.of(), reading.rejected());
    assertEquals(List.of(), reading.remarks());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"mesh\": -1} | found \"-1\"; allowed: a number from 0 to 31622400",
        "{\"mesh\": \"1m\"} | allowed: a number from 0 to 31622400",
        "{\"a b\": 1} | periods: found \"a b\"; allowed: a name",
        "[60] | allowed: an object"
      })
  void periodsThatAreNoneAreNotTaken(String periods, String remark) throws IOException {
    Reading reading =
        read(
            "{\"source\": \"p1\", \"health\": {\"sent_at\": \"2026-11-22T10:00:00Z\","
                + " \"started_at\": \"2026-11-22T10:00:00Z\", \"periods\": "
                + periods
                + "}, \"probes\": []}");
    assertNull(reading.upload().health());
    assertTrue(reading.remarks().get(0).contains(remark), reading.remarks().toString());
  }

  @Test
  void anOriginalClientsRowGetsTheTimeItCameIn() throws IOException {
    RoundResult row = readRows(GOOD).upload().rows().get(0);
    assertEquals(NOW, row.time());
    assertEquals("", row.schedule());
    assertNull(row.packets());
    assertEquals(0.5, row.rtt().avg());
  }

  @Test
  void anOriginalClientsFailureIsUnknownAndNotLoss() throws IOException {
    RoundResult row =
        readRows(
                """
                {"name": "p2", "proto": 4, "address": "10.0.0.2", "pinged": false, \
                "ping_min": null, "ping_max": null, "ping_avg": null, "ping_jitter": null, \
                "ping_loss": null}""")
            .upload()
            .rows()
            .get(0);
    assertNull(row.loss());
    assertNull(row.rtt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ping_min | NaN | ping_min: found \"NaN\"; allowed: a number from 0 to 3600000",
        "ping_min | -Infinity | ping_min: found \"-Infinity\"",
        "ping_min | 1e999 | ping_min: found \"1e999\"",
        "ping_min | -0.1 | ping_min: found \"-0.1\"",
        "ping_min | \"0.4\" | ping_min: found \"0.4\"",
        "ping_min | {\"a\": [1]} | ping_min: found begin object",
        "ping_min | null | ping_min, ping_max, ping_avg and ping_jitter: some are null",
        "ping_min | 0.7 | times that can't be: min 0.7",
        "ping_loss | 1.5 | ping_loss: found \"1.5\"; allowed: a number from 0 to 1",
        "ping_loss | 1.0 | ping_loss 1.0 beside times",
        "ping_loss | null | pinged without a ping_loss",
        "proto | 5 | proto: found 5",
        "proto | 4.5 | proto: found \"4.5\"",
        "proto | 99999999999999999999 | proto: found \"99999999999999999999\"",
        "name | 7 | name: found number",
        "name | \"../etc\" | name: found \"../etc\"",
        "name | \"\\u0000\\n\" | name: found \"??\"",
        "pinged | \"yes\" | pinged: found \"yes\"; allowed: true or false",
        "pinged | null | pinged: found nothing",
        "scheduled | 3 | scheduled 3 is not the sum",
        "time | \"yesterday\" | time: found \"yesterday\"",
        "time | \"2026-11-22T10:10:01Z\" | time: found 2026-11-22T10:10:01.000000Z",
        "time | \"2026-10-01T00:00:00Z\" | time: found 2026-10-01T00:00:00.000000Z",
        "ping_quantiles | [1,2] | 2 quantiles where there are 11",
        "ping_quantiles | [1,null] | ping_quantiles[1]: found null",
        "ping_quantiles | [1,NaN] | ping_quantiles[1]: found \"NaN\"",
        "clock | {\"error_us\": -1} | clock.error_us: found \"-1\"",
        "timestamps | \"a\\ud800b\" | timestamps: found \"a?b\"; allowed: a text without control",
        "timestamps | \"\\udc00\\ud800\" | timestamps: found \"??\"",
        "timestamps | \"a\u0001b\" | timestamps: found \"a?b\"",
        "name | \"p\\ud800\" | name: found \"p?\"; allowed: a name",
        "pinged | \"\\ud800\" | pinged: found \"?\"; allowed: true or false",
        "clock | {\"\\ud800\": 1, \"error_us\": -1} | clock.error_us: found \"-1\"",
        "reasons | [{\"count\": 1.5}] | reasons[0].count: found \"1.5\"",
        "scheduled | 1000001 | scheduled: found \"1000001\"; allowed: a whole number from 0 to 1000000",
        "scheduled | 0 | scheduled: found 0",
        "received | 3 | sent, received, lost or late without scheduled",
        "ping_avg | 0.62 | ping_avg: found 0.62; allowed: from ping_min, 0.4, to ping_max, 0.6",
        "ping_avg | 0.38 | ping_avg: found 0.38",
        "ping_jitter | 0.3 | ping_jitter: found 0.3; allowed: at most ping_max less ping_min",
        "ping_median | 0.9 | ping_median: found 0.9",
        "ping_ipdv | 0.5 | ping_ipdv: found 0.5",
        "ping_pdv95 | 0.5 | ping_pdv95: found 0.5",
        "ping_quantiles | [0.1,0.4,0.4,0.4,0.4,0.5,0.5,0.5,0.5,0.5,0.6] | ping_quantiles[0]: found 0.1",
        "ping_quantiles | [0.4,0.4,0.4,0.4,0.4,0.5,0.5,0.5,0.5,0.5,0.7] | ping_quantiles[10]: found 0.7",
        "ping_quantiles | [0.4,0.4,0.4,0.5,0.4,0.5,0.5,0.5,0.5,0.5,0.6] | ping_quantiles: they don't ascend",
        "timestamps | \"a\u202eb\" | timestamps: found \"a?b\"",
      })
  void namesABadRowAndKeepsItsNeighbours(String key, String value, String reason)
      throws IOException {
    String bad =
        GOOD.contains("\"" + key + "\"")
            ? GOOD.replaceFirst("(\"" + key + "\": )[^,}]+", "$1" + Matcher.quoteReplacement(value))
            : GOOD.replace("}", ", \"" + key + "\": " + value + "}");

    Reading reading = readRows(GOOD, bad, GOOD);

    assertEquals(2, reading.upload().rows().size());
    assertEquals(1, reading.rejected().size());
    assertEquals("probes", reading.rejected().get(0).list());
    assertEquals(1, reading.rejected().get(0).index());
    String said = reading.rejected().get(0).reason();
    assertTrue(said.startsWith(reason), said);
  }

  @Test
  void aWholeNumberIsOneHoweverItIsWritten() throws IOException {
    String row = GOOD.replace("\"proto\": 4", "\"proto\": 4.0").replace("}", ", \"size\": 5.6e1}");
    assertEquals(56, readRows(row).upload().rows().get(0).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name | p2_.-Z9 | true",
        "name | '' | false",
        "name | .p2 | false",
        "name | p2é | false",
        "name | p2@ | false",
        "name | p[2 | false",
        "address | fe80::1%eth0.7-x@_ | true",
        "address | '' | false",
        "address | 10.0.0.2/24 | false",
        "schedule | '' | true",
        "schedule | 5m | true",
        "schedule | -5m | false",
      })
  void namesAndAddressesAreOfFewCharacters(String key, String value, boolean good)
      throws IOException {
    String row =
        GOOD.contains("\"" + key + "\"")
            ? GOOD.replaceFirst("(\"" + key + "\": )\"[^\"]*\"", "$1\"" + value + "\"")
            : GOOD.replace("}", ", \"" + key + "\": \"" + value + "\"}");
    assertEquals(good ? 0 : 1, readRows(row).rejected().size());
  }

  @Test
  void aWholeSurrogatePairIsACharacterAsAnyOther() throws IOException {
    String row =
        GOOD.replace("}", ", \"timestamps\": \"\\ud83d\\ude00\", \"\\ud800\": \"\\ud800\"}");
    assertEquals("\ud83d\ude00", readRows(row).upload().rows().get(0).timestamps());
  }

  @Test
  void countsMustAddUpWithTheLoss() throws IOException {
    String bad =
        GOOD.replace("}", ", \"scheduled\": 10, \"sent\": 10, \"received\": 9, \"lost\": 1}");
    assertEquals(
        "ping_loss 0.0 where the packets say 0.1, (lost + late) / sent",
        readRows(bad).rejected().get(0).reason());
  }

  @Test
  void roundingIsNoContradiction() throws IOException {
    for (String avg : List.of("0.4", "0.399", "0.6", "0.605", "0.39")) {
      String row = GOOD.replace("\"ping_avg\": 0.5", "\"ping_avg\": " + avg);
      assertEquals(List.of(), readRows(row).rejected(), avg);
    }
    String one = GOOD.replaceAll("0\\.[46],", "0.5,").replace("0.03", "0.0");
    assertEquals(List.of(), readRows(one).rejected());
  }

  @Test
  void aKeyThatIsThereTwiceIsRefused() throws IOException {
    assertEquals(
        "ping_min: found twice; allowed: once",
        readRows(GOOD.replace("}", ", \"ping_min\": 0.4}")).rejected().get(0).reason());
    for (String list : List.of("probes", "gaps", "x", "source")) {
      String twice =
          "{\"source\": \"p1\", \"x\": 1, \"gaps\": [], \"probes\": [], \"" + list + "\": []}";
      assertEquals(
          list + ": found twice; allowed: once",
          assertThrows(BadUploadException.class, () -> read(twice)).getMessage());
    }
  }

  @Test
  void skipsUnknownKeys() throws IOException {
    Reading reading =
        read(
            "{\"later\": {\"a\": [1, {}]}, \"source\": \"p1\", \"probes\": ["
                + GOOD.replace("}", ", \"flow\": [1, {\"b\": null}]}")
                + "]}");
    assertEquals(1, reading.upload().rows().size());
    assertEquals(List.of(), reading.rejected());
  }

  @Test
  void namesABadGap() throws IOException {
    Reading reading =
        read(
            """
            {"source": "p1", "probes": [], "gaps": [
              {"from": "2026-11-22T09:00:00Z", "until": "2026-11-22T09:10:00Z", "reason": "stopped"},
              {"from": "2026-11-22T09:00:00Z", "until": "2026-11-22T08:00:00Z", "reason": "stopped"},
              {"from": "2026-11-22T09:00:00Z", "until": "2026-11-22T11:00:00Z", "reason": "stopped"},
              {"from": "2026-11-22T09:00:00Z"}]}""");
    assertEquals(1, reading.upload().gaps().size());
    assertEquals(List.of(1, 2, 3), reading.rejected().stream().map(r -> r.index()).toList());
    assertEquals("gaps", reading.rejected().get(0).list());
  }

  @Test
  void whatIsBesideTheRowsCostsNoRow() throws IOException {
    Reading reading =
        read(
            "{\"source\": \"p1\", \"batch\": \"x\", \"seq\": -1, \"health\": {\"backlog\": \"no\"},"
                + " \"probes\": ["
                + GOOD
                + "]}");
    assertEquals(1, reading.upload().rows().size());
    assertNull(reading.upload().batch());
    assertNull(reading.upload().health());
    assertEquals(3, reading.remarks().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "null",
        "{",
        "{}",
        "{\"source\": \"p1\"}",
        "{\"source\": 7, \"probes\": []}",
        "{\"source\": \"p1\", \"probes\": {}}",
        "{\"source\": \"p1\", \"probes\": [}",
        "{\"source\": \"p1\", \"probes\": []} x",
        "{\"source\": \"p1\", \"probes\": [{\"name\": \"p2\", ]}",
        "{'source': 'p1', 'probes': []}"
      })
  void refusesWhatIsNoUpload(String text) {
    assertThrows(BadUploadException.class, () -> read(text));
  }
}
