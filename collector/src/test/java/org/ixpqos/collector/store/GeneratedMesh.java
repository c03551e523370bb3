package org.ixpqos.collector.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.collector.rollup.RollupBlob;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Gap;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireTime;

/**
 * Makes a collector's directory for the tests of the page: a full mesh of probes with a year of
 * rollups, the last hour's rounds, and some trouble. Its last hour goes through the store's own
 * writer; the year is written as rollups, so that it takes seconds.
 *
 * <p>{@code GeneratedMesh DIRECTORY PROBES DAYS HOURS MINUTES [calm]}
 */
public final class GeneratedMesh {
  private static final String[] SITES = {
    "MIL1", "MIL2", "ROM1", "ROM2", "TOR1", "NAP1", "BOL1", "PAL1", "FIR1", "GEN1", "VEN1", "BAR1"
  };
  private static final int SHAPES = 6;

  /**
   * Minutes from a round to the next: long enough that nothing is stale before a slow test ends.
   */
  private static final int STEP = 5;

  private final Path directory;
  private final int probes;
  private final boolean calm;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);

  private GeneratedMesh(Path directory, int probes, boolean calm) {
    this.directory = directory;
    this.probes = probes;
    this.calm = calm;
  }

  public static void main(String[] args) throws Exception {
    int probes = Integer.parseInt(args[1]);
    boolean calm = args.length > 5 && args[5].equals("calm");
    GeneratedMesh mesh = new GeneratedMesh(Path.of(args[0]), probes, calm);
    mesh.writeConfiguration();
    mesh.writeRounds(Integer.parseInt(args[4]));
    mesh.writeSums(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
  }

  private static String name(int probe) {
    return "p" + (probe + 1);
  }

  private static String site(int probe) {
    return SITES[probe % SITES.length];
  }

  /** Milliseconds: the same both ways, by where the two stand. */
  private static double distance(int source, int target) {
    int a = source % SITES.length;
    int b = target % SITES.length;
    double far = a == b ? 0.18 : 0.4 + 1.1 * Math.abs(a - b) + 0.13 * ((a * 7 + b * 7) % 5);
    return far + 0.01 * ((source + target) % 7);
  }

  private void writeConfiguration() throws IOException {
    Files.createDirectories(directory);
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < probes; i++) {
      list.append(i == 0 ? "" : ",\n")
          .append(
              String.format(
                  Locale.ROOT,
                  "  {\"name\": \"%s\", \"proto\": 4, \"address\": \"10.%d.%d.1\", \"site\": \"%s\"}",
                  name(i),
                  i / 250,
                  i % 250,
                  site(i)));
    }
    Files.writeString(directory.resolve("probes.json"), "{\"probes\": [\n" + list + "\n]}\n");
    Files.writeString(directory.resolve("schedule.json"), "{\"schedule\": []}\n");
    Path key = directory.resolve("api-key");
    Files.writeString(key, "the-key\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        directory.resolve("collector.json"),
        """
        {"listen": {"address": "127.0.0.1", "port": 0}, "apiKeyFile": "api-key",
         "store": {"directory": "store"}, "publicPage": true}
        """);
  }

  private void writeRounds(int minutes) throws Exception {
    try (SqliteStore store =
        SqliteStore.open(directory.resolve("store"), System::nanoTime, nanos -> {})) {
      for (int source = 0; source < probes; source++) {
        Instant last = isSilent(source) ? now.minus(Duration.ofMinutes(20)) : now;
        List<RoundResult> rows = new ArrayList<>();
        for (int minute = minutes; minute >= 0; minute -= STEP) {
          Instant time = now.minusSeconds(60L * minute).plusMillis(17L * source);
          if (time.isAfter(last)) {
            continue;
          }
          for (int target = 0; target < probes; target++) {
            if (target != source) {
              rows.add(round(source, target, time, minute));
            }
          }
        }
        // one pair has a day, and the next an hour that it could not send in
        for (int minute = 1_440; source < 2 && minutes >= 60 && minute > minutes; minute -= STEP) {
          Instant time = now.minusSeconds(60L * minute).plusMillis(17L * source);
          if (source == 0 && minute < 700 && minute > 640) {
            continue;
          }
          rows.add(round(source, 1 - source, time, minute));
        }
        List<Gap> gaps =
            source == 0 && minutes >= 60
                ? List.of(
                    new Gap(
                        now.minusSeconds(700 * 60),
                        now.minusSeconds(640 * 60),
                        Gap.CRASHED,
                        "",
                        60))
                : List.of();
        String configuration = source == 1 ? "5d41402abc4b-0123456789ab" : "1f7cedaee254";
        if (source == 0 && minutes >= 60) {
          store(store, source, now.minusSeconds(400 * 60), "aaf4c61ddcc5", List.of(), List.of());
        }
        store(store, source, last, configuration, rows, gaps);
      }
    }
  }

  private static void store(
      SqliteStore store,
      int source,
      Instant at,
      String configuration,
      List<RoundResult> rows,
      List<Gap> gaps)
      throws Exception {
    ProbeHealth health =
        new ProbeHealth(
            at.plusMillis(3 + source % 9),
            at.minus(Duration.ofDays(9)),
            source == 5 ? 1_830 : 0,
            0,
            source == 9 ? 14 : 0,
            configuration);
    Upload upload =
        new Upload(name(source), UUID.randomUUID(), "e1", 1, "0.1.0", health, rows, gaps);
    store.store(new ReceivedUpload(upload, at)).get();
  }

  private boolean isSilent(int probe) {
    return !calm && probe == 39;
  }

  private RoundResult round(int source, int target, Instant time, int minute) {
    long lost = lost(source, target, minute);
    double times = slower(source, target, minute);
    int shape = Math.floorMod(((source * 31 + target * 17 + minute) * 0x85EBCA6B) >> 8, SHAPES);
    RttSummary rtt = lost == 60 ? null : rtt(distance(source, target) * times, shape);
    boolean refused = source == 1 && target == 0 && minute > 900 && minute < 930;
    long unsent = refused ? 20 : 0;
    return new RoundResult(
        time,
        "mesh",
        name(target),
        4,
        "10.0." + target + ".1",
        true,
        (double) lost / (60 - unsent),
        rtt,
        new PacketCounts(60, 60 - lost - unsent, lost, 0, unsent, 0, 0, 0),
        rtt == null ? "" : "kernel-tx-rx",
        0,
        new ClockState(true, 90 + source, false),
        56,
        0,
        lost == 0
            ? List.of()
            : List.of(new Reason("lost", lost == 60 ? "host-unreachable" : "", null, lost)));
  }

  private long lost(int source, int target, int minute) {
    if (calm) {
      return 0;
    }
    if ((source == 6 || target == 6) && minute <= 42) {
      return 2L + (source + target + minute) % 2;
    }
    if (source == 0 && target == 1) {
      return minute > 300 && minute < 345 ? 3 + minute % 17 : minute % 215 == 60 ? 1 : 0;
    }
    if (source == 30 && target == 11 && minute <= 20) {
      return 60;
    }
    return source == 1 && target == 0 && minute % 305 == 0 ? 2 : 0;
  }

  private double slower(int source, int target, int minute) {
    if (!calm && source == 22 && target == 30 && minute <= 25) {
      return 4.2;
    }
    // the evening is busier than the night
    double hour = (minute % 1_440) / 60.0;
    double busy = source < 2 && target < 2 ? 0.35 * Math.pow(Math.sin(hour / 24 * Math.PI), 2) : 0;
    double noise = Math.floorMod((source * 131 + target * 71 + minute) * 0x9E3779B1, 1_000) / 1e3;
    return 1 + busy + 0.012 * noise + 0.03 * Math.pow(noise, 12);
  }

  private static RttSummary rtt(double base, int shape) {
    double wide = base * (0.05 + 0.03 * shape);
    List<Double> quantiles = new ArrayList<>();
    for (double share : RttSummary.QUANTILES) {
      quantiles.add(base + wide * Math.pow(share, 3));
    }
    double median = quantiles.get(5);
    return new RttSummary(
        base, base + wide * 1.6, median * 1.01, wide / 3, median, quantiles, wide / 5, wide);
  }

  private void writeSums(int days, int hours) throws SQLException {
    String url = "jdbc:sqlite:" + directory.resolve("store").resolve(SqliteStore.FILE);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous = OFF");
      connection.setAutoCommit(false);
      long hour = Resolution.HOUR.of(WireTime.micros(now));
      Map<Integer, Pair> pairs = new StoredPairsReader().read(connection).byId();
      try (PreparedStatement daily =
              connection.prepareStatement(
                  "INSERT OR REPLACE INTO r1d (pair, t, d) VALUES (?,?,?)");
          PreparedStatement hourly =
              connection.prepareStatement(
                  "INSERT OR REPLACE INTO r1h (pair, t, d) VALUES (?,?,?)")) {
        for (Map.Entry<Integer, Pair> pair : pairs.entrySet()) {
          List<byte[]> shapes = shapes(pair.getValue());
          write(
              daily, pair.getKey(), Resolution.DAY.of(hour * Resolution.HOUR.micros), days, shapes);
          write(hourly, pair.getKey(), hour - 1, hours, shapes);
          daily.executeBatch();
          hourly.executeBatch();
        }
      }
      // the last two hours and today are still to be summed; what is older is
      statement.executeUpdate(
          "UPDATE period SET summed = changed WHERE tier = 'r1h' AND t < " + (hour - 1));
      statement.executeUpdate(
          "UPDATE period SET summed = changed WHERE tier = 'r1d' AND t < "
              + Resolution.DAY.of(hour * Resolution.HOUR.micros));
      if (!calm && days > 30) {
        writePast(connection, pairs, hour);
      }
      connection.commit();
    }
  }

  private static void write(
      PreparedStatement statement, int pair, long end, int count, List<byte[]> shapes)
      throws SQLException {
    for (int i = 1; i <= count; i++) {
      statement.setInt(1, pair);
      statement.setLong(2, end - i);
      statement.setBytes(3, shapes.get(Math.floorMod(((pair + i) * 0x9E3779B1) >> 9, SHAPES)));
      statement.addBatch();
    }
  }

  private static List<byte[]> shapes(Pair pair) {
    int source = Integer.parseInt(pair.source().substring(1)) - 1;
    int target = Integer.parseInt(pair.target().substring(1)) - 1;
    List<byte[]> shapes = new ArrayList<>();
    for (int shape = 0; shape < SHAPES; shape++) {
      Rollup sum = new Rollup();
      long lost = shape == 3 && (source * 7 + target) % 41 == 0 ? 12 : 0;
      sum.add(
          new RoundResult(
              Instant.EPOCH,
              "mesh",
              pair.target(),
              4,
              "",
              true,
              lost / 3_600.0,
              rtt(distance(source, target) * (1 + 0.013 * shape), shape),
              new PacketCounts(3_600, 3_600 - lost, lost, 0, 0, 0, 0, 0),
              "kernel-tx-rx",
              0,
              null,
              56,
              0,
              List.of()));
      shapes.add(RollupBlob.encode(sum));
    }
    return shapes;
  }

  /** Outages of the past: a probe was unreachable for a while, a pair slow for some hours. */
  private static void writePast(Connection connection, Map<Integer, Pair> pairs, long hour)
      throws SQLException {
    List<Incident> past = new ArrayList<>();
    for (Map.Entry<Integer, Pair> pair : pairs.entrySet()) {
      String target = pair.getValue().target();
      if (target.equals("p12")) {
        past.add(incident(pair.getKey(), Incident.Kind.LOSS, hour - 20, 14, 1, null));
      }
      if (target.equals("p33") && pair.getValue().source().equals("p2")) {
        past.add(incident(pair.getKey(), Incident.Kind.LATENCY, hour - 9, 50, 9.4, 2.1));
      }
      if (pair.getKey() % 613 == 0) {
        past.add(
            incident(
                pair.getKey(), Incident.Kind.LOSS, hour - 5 - pair.getKey() % 17, 3, 0.05, null));
      }
    }
    IncidentKeeping.Found found = new IncidentKeeping.Found(hour - 24, past);
    IncidentKeeping.write(connection, found, 0, past.size());
    IncidentKeeping.done(connection, found);
  }

  private static Incident incident(
      int pair, Incident.Kind kind, long hour, int minutes, double worst, Double baseline) {
    long first = hour * Resolution.HOUR.micros + 300_000_000L;
    long last = first + minutes * 60_000_000L;
    long lost = kind == Incident.Kind.LOSS ? Math.round(minutes * 60 * worst) : 0;
    return new Incident(
        pair, kind, first, last, 60_000_000L, 5, 10, minutes, minutes * 60L, lost, worst, baseline);
  }
}
