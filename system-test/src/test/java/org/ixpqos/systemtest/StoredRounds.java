package org.ixpqos.systemtest;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

/** What a collector's database has, read beside the collector. */
final class StoredRounds {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** A gap. */
  record Hole(Instant from, Instant until, String reason, long rounds) {}

  private final Path store;

  StoredRounds(Path store) {
    this.store = store;
  }

  /** Each round by its target and time. */
  Set<String> rounds() throws SQLException {
    Set<String> stored = new TreeSet<>();
    byTarget()
        .forEach((target, times) -> times.forEach(time -> stored.add(target + " " + text(time))));
    return stored;
  }

  /** As on the wire. */
  static String text(Instant time) {
    return MICROS.format(time);
  }

  Map<String, Set<Instant>> byTarget() throws SQLException {
    Map<String, Set<Instant>> times = new TreeMap<>();
    query(
        "SELECT target, time FROM raw_hot JOIN pair ON pair = id WHERE schedule = 'mesh'",
        row ->
            times
                .computeIfAbsent(row.getString(1), target -> new TreeSet<>())
                .add(instant(row.getLong(2))));
    return times;
  }

  List<Hole> gaps() throws SQLException {
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

  /** Why a probe's daemon ended, as it reported; empty while it runs. */
  String stopReason(String probe) throws SQLException {
    String[] reason = {""};
    query(
        "SELECT source, stopped FROM probe",
        row -> reason[0] = row.getString(1).equals(probe) ? row.getString(2) : reason[0]);
    return reason[0];
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
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        each.read(rows);
      }
    }
  }
}
