package org.ixpqos.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.clock.ClockStanding.State;
import org.ixpqos.model.wire.UploadReader.Reading;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.000000Z");

  private static final String GOOD =
      """
      {"name": "p2", "proto": 4, "address": "10.0.0.2", "pinged": true, "ping_min": 0.4, \
      "ping_max": 0.6, "ping_avg": 0.5, "ping_jitter": 0.03, "ping_loss": 0.0}""";

  private static Reading read(String text) throws IOException {
    return new UploadReader(NOW, Duration.ofDays(30)).read(new StringReader(text));
  }

  private static Reading readRows(String... rows) throws IOException {
    return read("{\"source\": \"p1\", \"probes\": [" + String.join(",", rows) + "]}");
  }

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
  void aLongKeyIsRefused() throws IOException {
    String key = "\"" + "k".repeat(65) + "\": [[1]]";
    assertEquals(
        "a key: found 65 characters; allowed: at most 64",
        readRows(GOOD.replace("}", ", " + key + "}")).rejected().get(0).reason());
    assertThrows(BadUploadException.class, () -> read("{" + key + "}"));
  }

  @Test
  void whatIsNotUnderstoodIsToldInAFewLines() throws IOException {
    StringBuilder text = new StringBuilder("{\"source\": \"p1\", \"probes\": []");
    for (int i = 0; i < 1_000; i++) {
      text.append(", \"k").append(i).append("\": ").append("[".repeat(20)).append("]".repeat(20));
    }
    assertEquals(10, read(text + "}").remarks().size());
  }

  /** As much work for a byte that is refused as for one that is read: no path for each value. */
  @Test
  void whatIsTooDeepCostsNoMoreThanItsBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    String deep = "[".repeat(18) + "0,".repeat(1_000_000) + "0" + "]".repeat(18);
    for (String text :
        List.of(
            "{\"source\": \"p1\", \"probes\": [], \"" + "k".repeat(4_000_000) + "\": " + deep + "}",
            "{\"source\": \"p1\", \"probes\": [], \"" + "k".repeat(64) + "\": " + deep + "}",
            "{\"source\": \"p1\", \"probes\": ["
                + GOOD.replace("}", ", \"x\": " + deep + "}")
                + "]}",
            "{\"source\": \"p1\", \"probes\": ["
                + GOOD.replace("}", ", \"reasons\": [" + "1,".repeat(1_000_000) + "1]}")
                + "]}")) {
      long cpu = threads.getCurrentThreadCpuTime();
      long octets = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      try {
        read(text);
      } catch (IOException e) {
        // a long name is refused as a whole
      }
      cpu = threads.getCurrentThreadCpuTime() - cpu;
      octets = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - octets;
      String cost = cpu / 1_000_000 + " ms, " + octets / 1_000_000 + " MB of " + text.length();
      assertTrue(cpu < 3_000_000_000L && octets < 20L * text.length(), cost);
    }
  }

  private static final Duration MONTH = Duration.ofDays(30);

  private static Reading judged(State state, Duration probeAhead, Duration row) throws IOException {
    String health =
        probeAhead == null
            ? ""
            : "\"health\": {\"sent_at\": \""
                + NOW.plus(probeAhead)
                + "\", \"started_at\": \""
                + NOW
                + "\"}, ";
    String time = "\"time\": \"" + NOW.plus(row) + "\"";
    String text =
        "{\"source\": \"p1\", "
            + health
            + "\"probes\": [7, "
            + GOOD
            + ", "
            + GOOD.replace("}", ", " + time + "}")
            + ", {}], \"gaps\": [{\"from\": \""
            + NOW.plus(row)
            + "\", \"until\": \""
            + NOW.plus(row).plusSeconds(1)
            + "\", \"reason\": \"stopped\"}]}";
    AcceptedTimes times =
        new AcceptedTimes(
            NOW, NOW.minus(MONTH), NOW.minus(MONTH), new ClockStanding(state, 5, 3, Duration.ZERO));
    return times.of(new UploadReader(NOW, () -> {}).read(new StringReader(text)));
  }

  @ParameterizedTest
  @CsvSource({
    // state, the probe's clock, the row's time, whether the refusal may pass
    "CONFIRMED, PT0S, PT11M, true",
    "CONFIRMED, P90D, P90D, true",
    "CONFIRMED, , P90D, true",
    "CONTRADICTED, P90D, P90D, true",
    "CONTRADICTED, P3650D, P3650D, true",
    "UNSET, P20000D, P20000D, true",
    "UNCONFIRMED, PT0S, PT1H, true",
    "CONFIRMED, PT0S, P-31D, false",
    "CONFIRMED, PT9M, P-3650D, false",
    "CONFIRMED, , P-31D, false",
    "CONFIRMED, P-90D, P-90D, true",
    "CONTRADICTED, P-90D, P-90D, true",
    "CONTRADICTED, PT0S, P-31D, true",
    "CONTRADICTED, , P-31D, true",
    "UNSET, PT0S, P-31D, true",
    "UNCONFIRMED, P-90D, P-90D, true",
    "UNCONFIRMED, PT1S, P-31D, false",
    "UNCONFIRMED, , P-31D, true",
  })
  void aRefusalIsForGoodOnlyWhereTheClocksAgree(
      State state, Duration probeAhead, Duration row, boolean retry) throws IOException {
    Reading reading = judged(state, probeAhead, row);
    assertEquals(1, reading.upload().rows().size());
    assertEquals(0, reading.upload().gaps().size());
    assertEquals(
        List.of("probes 0 false", "probes 2 " + retry, "probes 3 false", "gaps 0 " + retry),
        reading.rejected().stream()
            .map(one -> one.list() + " " + one.index() + " " + one.retry())
            .toList());
  }

  @Test
  void aReasonSaysByHowMuchTheClocksDifferAndWhichSeemsWrong() throws IOException {
    Duration days = Duration.ofDays(90);
    assertEquals(
        "time: found 2027-02-20T10:00:00.000000Z; allowed: at most 10 minutes ahead of the"
            + " collector's clock; the probe's clock is 90 d ahead of the collector's; the"
            + " collector's seems wrong, 3 of 5 probes agree with it: look at NTP there; send it"
            + " again",
        judged(State.CONTRADICTED, days, days).rejected().get(1).reason());
    String reason = judged(State.CONFIRMED, days, days).rejected().get(1).reason();
    assertTrue(reason.contains("the probe's seems wrong, 3 of 5 probes agree with"), reason);
    reason = judged(State.UNCONFIRMED, days.negated(), days.negated()).rejected().get(1).reason();
    assertTrue(reason.contains("90 d behind the collector's; which of them is wrong"), reason);
  }

  @Test
  void refusesDepthAndLengthByName() throws IOException {
    String deep = GOOD.replace("}", ", \"x\": " + "[".repeat(20) + "]".repeat(20) + "}");
    String huge = GOOD.replace("10.0.0.2", "1".repeat(100_000));
    Reading reading = readRows(deep, huge, GOOD, "7", "[]");
    assertEquals(List.of(0, 1, 3, 4), reading.rejected().stream().map(r -> r.index()).toList());
    assertTrue(reading.rejected().get(0).reason().contains("more than 16 levels"));
    assertEquals(
        "address: found 100000 characters; allowed: at most 255",
        reading.rejected().get(1).reason());
  }

  @Test
  void repeatsNeitherHugeNorBreakingTextInAReason() throws IOException {
    String key = "\\n".repeat(50_000);
    String deep = "{\"" + key + "\": " + "[".repeat(20) + "]".repeat(20) + "}";
    String reason =
        readRows(GOOD.replace("}", ", \"x\": " + deep + "}")).rejected().get(0).reason();
    assertTrue(reason.length() < 200, reason);
    assertEquals(1, reason.lines().count());
    String broken = "{\"" + key + "\": ";
    String message = assertThrows(BadUploadException.class, () -> read(broken)).getMessage();
    assertTrue(message.length() < 200 && message.lines().count() == 1, message);
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

  @Test
  void refusesNestingThatCouldExhaustIt() {
    assertThrows(
        BadUploadException.class,
        () -> read("{\"x\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
  }

  @Test
  void refusesTooManyRows() {
    String rows = "7,".repeat(UploadReader.MOST_ROWS) + "7";
    assertThrows(UploadTooLargeException.class, () -> readRows(rows));
  }

  /** Whatever is done to a good body, it is read, refused by name, or refused as a whole. */
  @Test
  @Tag("fuzz")
  void survivesWhatAFuzzerDoesToABody() throws IOException {
    String body =
        "{\"source\": \"p1\", \"batch\": \"01900000-0000-7000-8000-000000000001\", \"probes\": ["
            + GOOD
            + ","
            + GOOD.replace("}", ", \"clock\": {\"error_us\": 1}, \"reasons\": [{\"count\": 1}]}")
            + "], \"gaps\": [{\"from\": \"2026-11-22T09:00:00Z\"}]}";
    Random random = new Random(20261122);
    String alphabet = "{}[]\",:0123456789.eE+-truefalsnNaI\\u \u0000\uffff";
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder mutant = new StringBuilder(body);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        int at = random.nextInt(mutant.length());
        switch (random.nextInt(3)) {
          case 0 -> mutant.deleteCharAt(at);
          case 1 -> mutant.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> mutant.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      try {
        Reading reading = read(mutant.toString());
        assertTrue(reading.upload().rows().size() + reading.rejected().size() <= 4);
        read++;
      } catch (BadUploadException e) {
        assertTrue(e.getMessage().length() < 200, e.getMessage());
      }
    }
    assertTrue(read > 1_000, read + " of the mutants could be read");
  }
}
