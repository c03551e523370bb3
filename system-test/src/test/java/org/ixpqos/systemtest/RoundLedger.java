package org.ixpqos.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Knows the rounds that were measured, by two ways that owe nothing to the delivery: those that the
 * daemon showed in {@code /status} (it shows what its disk has), and the schedule, of which a
 * firing a second must be there or a gap say why not.
 *
 * <p>Its own thread looks at {@code /status} four times a second.
 */
final class RoundLedger {
  private static final long LOOK_NANOS = 250_000_000;

  /** A firing starts within this of the last one's second. */
  private static final Duration STEP = Duration.ofMillis(1_700);

  /**
   * Firings nearer than this would be the same twice. A daemon that starts fires at once and then
   * on time, which may be as near as one echo's interval, or less where it was held up in between.
   */
  private static final Duration TWICE = Duration.ofMillis(5);

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final FaultSite site;
  private final Set<String> shown = new ConcurrentSkipListSet<>();
  private final Thread thread = new Thread(this::look, "ledger");
  private volatile boolean closing;

  private record Hole(Instant from, Instant until, String reason, long rounds) {}

  RoundLedger(FaultSite site) {
    this.site = site;
    thread.start();
  }

  private void look() {
    while (!closing) {
      try {
        for (JsonElement element : site.status().getAsJsonArray("peers")) {
          JsonObject peer = element.getAsJsonObject();
          shown.add(peer.get("name").getAsString() + " " + peer.get("time").getAsString());
        }
      } catch (RuntimeException e) {
        // the daemon is down just now: that is what this is about
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  int size() {
    return shown.size();
  }

  /** Waits for the buffer to drain and compares. */
  String settle(Duration patience) throws Exception {
    Await.passes(patience, () -> assertTrue(site.waiting() < 2L * FaultSite.PEERS));
    close();
    Await.passes(
        Duration.ofSeconds(20),
        () -> {
          Set<String> lost = new TreeSet<>(shown);
          lost.removeAll(stored());
          assertEquals(Set.of(), lost, "measured and not stored");
        });
    int holes = assertNoHoles();
    return "shown=%d stored=%d lost=0 twice=0 holes_with_reason=%d gaps=%s"
        .formatted(shown.size(), stored().size(), holes, reasons());
  }

  private Set<String> stored() throws SQLException {
    Set<String> stored = new TreeSet<>();
    byTarget()
        .forEach((target, times) -> times.forEach(time -> stored.add(target + " " + text(time))));
    return stored;
  }

  /** As on the wire. */
  static String text(Instant time) {
    return MICROS.format(time);
  }

  private Map<String, Set<Instant>> byTarget() throws SQLException {
    Map<String, Set<Instant>> times = new TreeMap<>();
    query(
        "SELECT target, time FROM raw_hot JOIN pair ON pair = id WHERE schedule = 'mesh'",
        row ->
            times
                .computeIfAbsent(row.getString(1), target -> new TreeSet<>())
                .add(instant(row.getLong(2))));
    return times;
  }

  /** Between the first round and the last, whatever is missing is told by a gap. */
  private int assertNoHoles() throws SQLException {
    List<Hole> gaps = gaps();
    int holes = 0;
    for (Map.Entry<String, Set<Instant>> target : byTarget().entrySet()) {
      Instant before = null;
      for (Instant time : target.getValue()) {
        Duration step = before == null ? Duration.ofSeconds(1) : Duration.between(before, time);
        assertTrue(
            step.compareTo(TWICE) > 0,
            target.getKey() + " twice, " + step + " apart, at " + time + "; " + gaps);
        if (step.compareTo(STEP) > 0) {
          holes++;
          Instant from = before;
          assertTrue(
              gaps.stream()
                  .anyMatch(gap -> gap.from().isBefore(time) && !gap.until().isBefore(from)),
              () -> target.getKey() + " has nothing from " + from + " to " + time + "; " + gaps);
        }
        before = time;
      }
    }
    return holes;
  }

  private List<Hole> gaps() throws SQLException {
    List<Hole> gaps = new ArrayList<>();
    query(
        "SELECT from_time, until_time, reason, rounds FROM gap ORDER BY from_time",
        row ->
            gaps.add(
                new Hole(
                    instant(row.getLong(1)),
                    instant(row.getLong(2)),
                    row.getString(3),
                    row.getLong(4))));
    return gaps;
  }

  /** How many gaps of each reason the collector has. */
  Map<String, Integer> reasons() throws SQLException {
    Map<String, Integer> reasons = new TreeMap<>();
    gaps().forEach(gap -> reasons.merge(gap.reason(), 1, Integer::sum));
    return reasons;
  }

  long rows() throws SQLException {
    long[] rows = new long[1];
    query("SELECT count(*) FROM raw_hot", row -> rows[0] = row.getLong(1));
    return rows[0];
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plusNanos(Math.multiplyExact(micros, 1_000L));
  }

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private void query(String sql, Row each) throws SQLException {
    Path store = site.store();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        each.read(rows);
      }
    }
  }

  public void close() throws InterruptedException {
    closing = true;
    thread.join();
  }
}
