package org.ixpqos.collector.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.UploadReader;
import org.ixpqos.model.wire.WireTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands that look into a store, beside a collector that has it open. */
class StoreCommandsTest {
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration YEAR = Duration.ofDays(400);

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private SqliteStore store;

  /** Hours that are sealed, one with a late round, and one that is not. */
  @BeforeEach
  void fill() throws Exception {
    store = SqliteStore.open(directory.resolve("store"), System::nanoTime, nanos -> {});
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < 30 * 6; i++) {
      rows.add(TestingResults.row(START.plusSeconds(600L * i), "p2", i % 7));
      rows.add(TestingResults.row(START.plusSeconds(600L * i + 1), "p3", 60));
    }
    store("p1", rows);
    keepHouse();
    store("p4", List.of(TestingResults.row(START.plusSeconds(90), "p2", 1)));
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private void store(String source, List<RoundResult> rows) throws Exception {
    Upload upload = new Upload(source, null, "", 0, "", null, rows, List.of());
    store.store(new ReceivedUpload(upload, START)).get();
  }

  private void keepHouse() throws Exception {
    store.keepHouse(START.plus(Duration.ofHours(40)), MONTH, YEAR);
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--store=" + directory.resolve("store"));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new CommandLine(new CollectorCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              err.append(failure.getMessage());
              return ((CommandFailure) failure).exitCode();
            })
        .execute(all.toArray(String[]::new));
  }

  private void sql(String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + directory.resolve("store").resolve(SqliteStore.FILE));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
      assertTrue(statement.executeUpdate(sql) > 0, sql);
    }
  }

  /** The remedy of a problem, run with sqlite3. */
  private String remedy() {
    String text = out.toString().lines().findFirst().orElseThrow();
    return text.substring(text.indexOf("sqlite3: ") + "sqlite3: ".length());
  }

  @Test
  void aStoreWithoutErrorsIsReportedAsThat() throws Exception {
    assertEquals(0, run("check"), out.toString());
    assertTrue(out.toString().endsWith("collector.db: all is well\n"), out.toString());
    keepHouse();
    assertEquals(0, run("check"), out.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE r1h SET d = (SELECT d FROM r1h WHERE pair = 2 LIMIT 1) WHERE pair = 1 AND t % 24 ="
            + " 12",
        "DELETE FROM r1h WHERE pair = 2 AND t % 24 = 12",
        "UPDATE r1d SET d = (SELECT d FROM r1h WHERE pair = 2 LIMIT 1) WHERE pair = 2",
      })
  void sumsThatAreNotThoseOfTheirRoundsAreFoundAndMended(String damage) throws Exception {
    sql(damage);
    assertEquals(1, run("check"));
    assertTrue(out.toString().contains("are not those of its"), out.toString());
    for (int i = 0; i < 4 && run("check") != 0; i++) {
      sql(remedy());
      keepHouse();
    }
    assertEquals(0, run("check"), out.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE raw_chunk SET d = substr(d, 1, 20) WHERE pair = 1 AND hour % 24 = 15",
        "UPDATE raw_chunk SET d = x'63' WHERE pair = 1 AND hour % 24 = 15",
        "INSERT INTO raw_chunk (hour, pair, d) SELECT hour + 1000, pair, d FROM raw_chunk"
            + " WHERE pair = 1 AND hour % 24 = 15",
        "UPDATE raw_hot SET d = x'02' WHERE pair = 3",
        "UPDATE raw_hot SET pair = 1, time = 1763632800000000 + 31536000000000 WHERE pair = 3",
      })
  void roundsThatCantBeAreFoundAndCanBeDeleted(String damage) throws Exception {
    sql(damage);
    assertEquals(1, run("check"), out.toString());
    String said = out.toString();
    sql(remedy());
    run("check");
    assertFalse(out.toString().contains(said.lines().findFirst().orElseThrow()), said);
  }

  @Test
  void aDamagedFileIsFound() throws Exception {
    store.close();
    Path file = directory.resolve("store").resolve(SqliteStore.FILE);
    byte[] noise = new byte[4096];
    new Random(1).nextBytes(noise);
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      for (long page = 2; page < raw.length() / 4096; page += 3) {
        raw.seek(page * 4096);
        raw.write(noise);
      }
    }
    assertEquals(1, run("check"));
    assertTrue((out + "" + err).contains("put a backup in its place"), out + "" + err);
  }

  @Test
  void aBackupIsTheStoreAsItWas() throws Exception {
    Path to = directory.resolve("saved").resolve(SqliteStore.FILE);
    assertEquals(1, run("backup", to.toString()), "no such directory");
    Files.createDirectory(to.getParent());
    assertEquals(0, run("backup", to.toString()), err.toString());
    assertEquals(1, run("backup", to.toString()));
    store("p5", List.of(TestingResults.row(START, "p2", 0)));
    assertEquals(0, run("backup", "--replace", to.toString()));
    try (Stream<Path> files = Files.list(to.getParent())) {
      assertEquals(List.of(to), files.toList());
    }
    run("export");
    String before = out.toString();
    store("p6", List.of(TestingResults.row(START, "p2", 0)));
    store.close();
    Files.move(to, directory.resolve("store").resolve(SqliteStore.FILE), REPLACE_EXISTING);
    store = SqliteStore.open(directory.resolve("store"), System::nanoTime, nanos -> {});
    assertEquals(0, run("export"));
    assertEquals(before, out.toString());
    assertEquals(0, run("check"), out.toString());
  }

  @Test
  void anExportHasEveryRoundOnceAndInItsHour() {
    assertEquals(0, run("export"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals(1 + 2 * 180 + 1, lines.size());
    int columns = lines.get(0).split(",", -1).length;
    String hour = "";
    for (String line : lines.subList(1, lines.size())) {
      assertEquals(columns, line.split(",", -1).length, line);
      assertTrue(line.substring(0, 13).compareTo(hour) >= 0, line);
      hour = line.substring(0, 13);
    }
    assertEquals(
        "2026-11-20T10:00:00.000000Z,p1,p2,4,mesh,10.0.0.2,true,0.0,0.4,0.5,0.51,0.7,0.05,0.04,0.25,"
            + "0.41,0.42,0.44,0.46,0.48,0.5,0.52,0.54,0.57,0.6,0.65,60,60,60,0,0,0,0,0,0,0,kernel-rx,"
            + "56,0,true,150,false,,",
        lines.get(1));
  }

  /** The store of a collector 0.1.0 with sealed hours, and what that collector exported of it. */
  @Test
  void aStoreOfAnEarlierVersionIsExportedAsItWas() throws Exception {
    store.close();
    Path written = directory.resolve("store").resolve(SqliteStore.FILE);
    try (InputStream file = getClass().getResourceAsStream("/written-by-0.1.0/collector.db")) {
      Files.copy(file, written, REPLACE_EXISTING);
    }
    store = SqliteStore.open(directory.resolve("store"), System::nanoTime, nanos -> {});
    assertEquals(0, run("export", "--format=ndjson"), err.toString());
    assertEquals(expectedRounds(), rounds(out.toString().lines().toList()));
    assertEquals(0, run("check"), out.toString());
  }

  private static Set<JsonObject> expectedRounds() throws Exception {
    try (InputStream file =
        StoreCommandsTest.class.getResourceAsStream("/written-by-0.1.0/rounds.ndjson")) {
      return rounds(new String(file.readAllBytes(), UTF_8).lines().toList());
    }
  }

  /**
   * Without the fields that 0.1.0 wrote as 0 for an original client's round, which does not have
   * them.
   */
  private static Set<JsonObject> rounds(List<String> lines) {
    Set<JsonObject> rounds = new HashSet<>();
    for (String line : lines) {
      JsonObject round = JsonParser.parseString(line).getAsJsonObject();
      if (!round.has("scheduled")) {
        List.of("size", "dscp", "local_drops").forEach(round::remove);
      }
      rounds.add(round);
    }
    return rounds;
  }

  @Test
  void anExportHasWhatIsAskedFor() {
    assertEquals(0, run("export", "--format=ndjson", "--source=p4"));
    JsonObject row = JsonParser.parseString(out.toString()).getAsJsonObject();
    assertEquals("p4", row.get("source").getAsString());
    assertEquals("p2", row.get("name").getAsString());
    assertEquals(WireTime.format(START.plusSeconds(90)), row.get("time").getAsString());
    assertEquals(
        0,
        run(
            "export",
            "--format=csv",
            "--target=p3",
            "--from=2026-11-21",
            "--until=2026-11-21T00:30:00Z"));
    assertEquals(1 + 3, out.toString().lines().count(), out.toString());
    assertEquals(0, run("export", "--format=line-protocol", "--source=p4"));
    assertTrue(
        out.toString().startsWith("Ping,source=p4,target=p2,status=ok,proto=4,schedule=mesh min="),
        out.toString());
    assertEquals(1, out.toString().lines().count(), out.toString());
    assertEquals(2, run("export", "--from=yesterday"));
    assertTrue(err.toString().contains("allowed: a moment such as"), err.toString());
  }

  /** Texts of a key's holder (OWASP, CSV Injection). */
  @ParameterizedTest
  @ValueSource(strings = {"=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)"})
  void aSpreadsheetTakesNoTextOfAnExportForAFormula(String formula) throws Exception {
    String body =
        TestingResults.upload("p5", START, List.of(TestingResults.row(START, "p2", 1)))
            .replace("\"kernel-rx\"", new JsonPrimitive(formula).toString());
    UploadReader.Reading reading = new UploadReader(START, MONTH).read(new StringReader(body));
    assertEquals(List.of(), reading.rejected());
    store.store(new ReceivedUpload(reading.upload(), START)).get();
    assertEquals(0, run("export", "--format=csv", "--source=p5"));
    assertTrue(out.toString().contains(",'" + formula + ","), out.toString());
  }

  @Test
  void anExportIsInTheOrderOfTimeAndNamesWhatIsNotThere() {
    assertEquals(0, run("export", "--from=2026-11-20", "--until=2026-11-21"), err.toString());
    List<String> times =
        out.toString().lines().skip(1).map(line -> line.substring(0, line.indexOf(','))).toList();
    assertEquals(times.stream().sorted().toList(), times);
    int all = times.size();
    assertEquals(0, run("export", "--until=2026-11-21", "--proto=4", "--schedule=mesh"));
    assertEquals(all, out.toString().lines().count() - 1);
    assertEquals(0, run("export", "--proto=6"));
    assertEquals(1, out.toString().lines().count());
    assertEquals(1, run("export", "--source=p11"));
    assertTrue(err.toString().contains("did you mean \"p1\"?"), err.toString());
    assertEquals("", out.toString());
    assertEquals(1, run("export", "--schedule=nosuch"));
    assertEquals(2, run("export", "--proto=5"));
  }

  @Test
  void hoursAreExportedWithWhatTheirRoundsAddUpTo() {
    assertEquals(0, run("export", "--hourly", "--source=p1", "--target=p2"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals(30, lines.size() - 1, "one an hour");
    assertTrue(
        lines.get(1).startsWith("2026-11-20T10:00:00.000000Z,p1,p2,4,mesh,6,0,"), lines.get(1));
    List<String> columns = List.of(lines.get(0).split(","));
    long sent = 0;
    long lost = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      sent += Long.parseLong(fields[columns.indexOf("sent")]);
      lost += Long.parseLong(fields[columns.indexOf("lost")]);
    }
    assertEquals(180 * 60, sent);
    assertEquals(25 * 21 + 0 + 1 + 2 + 3 + 4, lost, "180 rounds of i % 7 lost");
    assertEquals(0, run("export", "--hourly", "--format=ndjson", "--source=p1", "--target=p3"));
    JsonObject hour =
        JsonParser.parseString(out.toString().lines().findFirst().orElseThrow()).getAsJsonObject();
    assertEquals(1.0, hour.get("loss").getAsDouble());
    assertFalse(hour.has("p50"));
    assertEquals(2, run("export", "--hourly", "--format=line-protocol"));
  }
}
