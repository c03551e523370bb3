package org.ixpqos.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Five probes in full mesh, both families, on a bridge as the peering LAN. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MeshTest {
  private static final int PROBES = 5;
  private static final Duration TWO_ROUNDS = Duration.ofSeconds(2 * Exchange.PERIOD_SECONDS);

  /** A round's last reply may take its timeout; then it is gathered and delivered. */
  private static final Duration DELIVERY = Duration.ofSeconds(4);

  private Exchange exchange;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    exchange = new Exchange(directory, PROBES, Exchange.SCHEDULE);
    exchange.startProbes();
    fullMeshReportsWithinTwoRounds();
  }

  @AfterAll
  void stop() throws Exception {
    exchange.close();
  }

  private void fullMeshReportsWithinTwoRounds() throws Exception {
    Await.passes(
        TWO_ROUNDS.plus(DELIVERY),
        () ->
            assertEquals(
                PROBES * (PROBES - 1) * 2, exchange.matrix().getAsJsonArray("pairs").size()));
  }

  @Test
  void everyPairOfBothFamiliesIsMeasuredByKernelStamps() {
    Exchange.forEachPair(
        exchange.matrix(),
        pair -> {
          assertEquals("measured", pair.get("state").getAsString(), pair::toString);
          assertEquals(0.0, pair.get("loss").getAsDouble(), pair::toString);
          assertTrue(pair.get("median").getAsDouble() > 0, pair::toString);
        });
    for (String probe : exchange.probes.keySet()) {
      exchange
          .status(probe)
          .getAsJsonArray("peers")
          .forEach(
              peer ->
                  assertEquals(
                      "kernel-tx-rx",
                      peer.getAsJsonObject().get("timestamps").getAsString(),
                      peer::toString));
    }
  }

  @Test
  void droppedRepliesAreLossPacketForPacket() throws Exception {
    Await.passes(Duration.ofSeconds(30), this::nothingIsLostAnywhere);
    PeeringLan.Host p1 = exchange.host("p1");
    Instant from = Instant.now();
    PeeringLan.nft(p1, "add table inet drops");
    PeeringLan.nft(
        p1, "add chain inet drops in { type filter hook input priority 0; policy accept; }");
    String fifth = " numgen random mod 100 < 20 counter drop";
    PeeringLan.nft(p1, "add rule inet drops in icmp type echo-reply" + fifth);
    PeeringLan.nft(p1, "add rule inet drops in icmpv6 type echo-reply" + fifth);
    long dropped;
    try {
      Await.passes(
          Duration.ofSeconds(20),
          () -> assertTrue(roundsSince(from, "p1", "p2", 4).size() >= 4, "four rounds"));
      // nothing is dropped from here on, and what was dropped stays counted
      PeeringLan.nft(p1, "insert rule inet drops in accept");
      dropped = counted(PeeringLan.nft(p1, "list table inet drops"));
    } finally {
      PeeringLan.nft(p1, "delete table inet drops");
    }
    assertTrue(dropped > 50, "dropped " + dropped);
    long expected = dropped;
    Await.passes(
        Duration.ofSeconds(10),
        () -> assertEquals(expected, lostSince(from, "p1"), () -> lossesSince(from, "p1")));
    // and still so when the rounds after it have come in: nothing else was lost
    int rounds = roundsSince(from, "p1", "p2", 4).size();
    Await.passes(
        Duration.ofSeconds(10),
        () -> assertTrue(roundsSince(from, "p1", "p2", 4).size() >= rounds + 2));
    assertEquals(dropped, lostSince(from, "p1"));
    // toward p1 nothing was dropped
    for (String other : List.of("p2", "p3", "p4", "p5")) {
      assertEquals(0, lostSince(from, other), other);
    }
  }

  private static long counted(String rules) {
    Matcher matcher = Pattern.compile("counter packets (\\d+)").matcher(rules);
    long sum = 0;
    while (matcher.find()) {
      sum += Long.parseLong(matcher.group(1));
    }
    return sum;
  }

  private List<JsonObject> roundsSince(Instant from, String source, String target, int proto) {
    return exchange.rounds(source, target, proto).stream()
        .filter(
            round ->
                Instant.parse(round.get("time").getAsString())
                    .isAfter(from.minusSeconds(Exchange.PERIOD_SECONDS)))
        .toList();
  }

  private String lossesSince(Instant from, String source) {
    StringBuilder losses = new StringBuilder("since " + from);
    for (String target : exchange.probes.keySet()) {
      for (int proto = 4; proto <= 6 && !target.equals(source); proto += 2) {
        for (JsonObject round : roundsSince(from, source, target, proto)) {
          losses.append("\n").append(target).append(" v").append(proto).append(": ").append(round);
        }
      }
    }
    return losses.toString();
  }

  private long lostSince(Instant from, String source) {
    long lost = 0;
    for (String target : exchange.probes.keySet()) {
      for (int proto = 4; proto <= 6 && !target.equals(source); proto += 2) {
        for (JsonObject round : roundsSince(from, source, target, proto)) {
          assertEquals(0, round.get("send_errors").getAsLong(), round::toString);
          assertEquals(0, round.get("local_drops").getAsLong(), round::toString);
          lost += round.get("lost").getAsLong() + round.get("late").getAsLong();
        }
      }
    }
    return lost;
  }

  @Test
  void aPeerThatVanishesIsLossAndNotAGap() throws Exception {
    PeeringLan.Host gone = exchange.host("p5");
    exchange.lan.plug(gone, false);
    try {
      Await.passes(
          Duration.ofSeconds(20),
          () -> {
            for (int proto = 4; proto <= 6; proto += 2) {
              List<JsonObject> rounds = exchange.rounds("p1", "p5", proto);
              JsonObject last = rounds.get(rounds.size() - 1);
              assertEquals(1.0, last.get("loss").getAsDouble(), last::toString);
              assertEquals(Exchange.COUNT, last.get("lost").getAsLong(), last::toString);
              assertFalse(last.has("median"), last::toString);
            }
          });
      // the others are not touched by it
      JsonObject other = last("p1", "p2");
      assertEquals(0.0, other.get("loss").getAsDouble(), other::toString);
      // and the probe that nobody hears from is silent, no loss of its own
      Await.passes(
          Duration.ofSeconds(30),
          () ->
              exchange
                  .matrix()
                  .getAsJsonArray("probes")
                  .forEach(
                      probe ->
                          assertEquals(
                              probe.getAsJsonObject().get("name").getAsString().equals("p5")
                                  ? "silent"
                                  : "reporting",
                              probe.getAsJsonObject().get("state").getAsString(),
                              probe::toString)));
    } finally {
      exchange.lan.plug(gone, true);
    }
    Await.passes(Duration.ofSeconds(30), this::nothingIsLostAnywhere);
    // what p5 measured while it was cut off arrives, each round once
    Await.passes(
        Duration.ofSeconds(90),
        () ->
            assertEquals(
                0, exchange.status("p5").getAsJsonObject("buffer").get("entries").getAsLong()));
  }

  private void nothingIsLostAnywhere() {
    Exchange.forEachPair(
        exchange.matrix(),
        pair -> {
          if (pair.get("schedule").getAsString().equals("mesh")) {
            assertEquals("measured", pair.get("state").getAsString(), pair::toString);
            assertEquals(0.0, pair.get("loss").getAsDouble(), pair::toString);
          }
        });
  }

  private JsonObject last(String source, String target) {
    List<JsonObject> rounds = exchange.rounds(source, target, 4);
    return rounds.get(rounds.size() - 1);
  }

  @Test
  void aStoppedDaemonIsAGapAndNotLoss() throws Exception {
    Program p3 = exchange.probe("p3");
    Instant before = Instant.now();
    assertEquals(143, p3.terminate());
    int rounds = exchange.rounds("p3", "p1", 4).size();
    Await.passes(
        Duration.ofSeconds(30),
        () -> assertTrue(exchange.rounds("p1", "p2", 4).size() > 0 && sinceStop(before) >= 3));
    assertEquals(rounds, exchange.rounds("p3", "p1", 4).size());
    // the host still answers: whoever measures it sees no loss
    assertEquals(0.0, last("p1", "p3").get("loss").getAsDouble());
    p3.start();
    Await.passes(
        Duration.ofSeconds(20),
        () -> {
          JsonObject gap =
              exchange.gaps("p3", "p1").stream()
                  .filter(found -> found.get("reason").getAsString().equals("stopped"))
                  .findFirst()
                  .orElseThrow();
          assertTrue(Instant.parse(gap.get("from").getAsString()).isAfter(before));
          assertTrue(exchange.rounds("p3", "p1", 4).size() > rounds);
        });
    for (JsonObject round : exchange.rounds("p3", "p1", 4)) {
      assertNotEquals(1.0, lossOf(round), round::toString);
    }
  }

  private static double lossOf(JsonObject round) {
    return round.get("loss").isJsonNull() ? 0 : round.get("loss").getAsDouble();
  }

  private long sinceStop(Instant before) {
    return exchange.rounds("p1", "p2", 4).stream()
        .filter(round -> Instant.parse(round.get("time").getAsString()).isAfter(before))
        .count();
  }

  @Test
  void anEditOfTheScheduleIsLiveAndABrokenOneChangesNothing() throws Exception {
    Program p4 = exchange.probe("p4");
    Path schedule = p4.directory().resolve("schedule.json");
    int meshRounds = exchange.rounds("p4", "p1", 4).size();
    Files.writeString(schedule, Exchange.SCHEDULE.replace("\"count\"", "\"cuont\""));
    Await.passes(
        Duration.ofSeconds(2),
        () -> {
          String log = Files.readString(p4.log());
          assertTrue(log.contains("did you mean \"count\"?"), log);
          assertTrue(log.contains("the last good one stays in use"), log);
        });
    String second =
        Exchange.SCHEDULE.replace(
            "]}]}",
            "]}, {\"name\": \"jumbo\", \"every\": \"3s\", \"count\": 2, \"interval\": \"100ms\","
                + " \"size\": 1400, \"dontFragment\": true, \"targets\": [\"p1\"]}]}");
    Path edited = schedule.resolveSibling("schedule.json.new");
    Files.writeString(edited, second);
    Files.move(edited, schedule, StandardCopyOption.ATOMIC_MOVE);
    Await.passes(
        Duration.ofSeconds(2),
        () -> assertTrue(Files.readString(p4.log()).contains("added entry=jumbo")));
    Await.passes(
        Duration.ofSeconds(10),
        () ->
            assertEquals(
                2,
                exchange
                    .collectorJson("/api/v1/data/series?source=p4&target=p1&proto=4&range=10m")
                    .getAsJsonArray("series")
                    .size()));
    // the entry that did not change went on: no round of it was cut or is missing
    Await.passes(
        Duration.ofSeconds(10),
        () -> assertTrue(exchange.rounds("p4", "p1", 4).size() >= meshRounds + 3));
    List<JsonObject> rounds = exchange.rounds("p4", "p1", 4);
    // the first round is what fitted before the first regular firing
    for (int i = Math.max(2, meshRounds - 1); i < rounds.size(); i++) {
      Duration step =
          Duration.between(
              Instant.parse(rounds.get(i - 1).get("time").getAsString()),
              Instant.parse(rounds.get(i).get("time").getAsString()));
      assertEquals(
          Exchange.PERIOD_SECONDS * 1000.0, (double) step.toMillis(), 300, "a round is missing");
      assertEquals(0, rounds.get(i).get("not_sent").getAsLong(), rounds.get(i)::toString);
    }
    Files.writeString(schedule, Exchange.SCHEDULE);
  }
}
