package org.ixpqos.daemon.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.model.Gap;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BufferCommandTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(
        directory.resolve("daemon.json"),
        """
        {"name": "p1", "collectors": [{"url": "http://127.0.0.1:1"}],
         "buffer": {"directory": "%s"}}
        """
            .formatted(directory.resolve("buffer")));
    Files.writeString(
        directory.resolve("probes.json"),
        "{\"probes\": [{\"name\": \"p1\", \"proto\": 4, \"address\": \"10.0.0.1\"}]}");
    Files.writeString(directory.resolve("schedule.json"), "{\"schedule\": []}");
  }

  private DurableBuffer daemon() throws Exception {
    return new DurableBuffer(
        new ConfigurationLoader(directory, new QuartzCron()).load().daemon(),
        new Timekeeper(Clock.systemUTC(), System::nanoTime, Instant.EPOCH));
  }

  private static Buffer.Additions rows(int count) {
    Buffer.Additions rows = new Buffer.Additions();
    for (int i = 0; i < count; i++) {
      rows.add(
          new BufferEntry(
              BufferEntry.Kind.ROW, TIME.plusSeconds(i), "{\"name\":\"p2\",\"n\":" + i + "}"));
    }
    return rows;
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--config=" + directory);
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new CommandLine(new BufferCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              line.getErr().println(failure.getMessage());
              return failure instanceof CommandFailure expected ? expected.exitCode() : 99;
            })
        .execute(all.toArray(String[]::new));
  }

  @Test
  void showsDepthAgeAndPositionsBesideARunningDaemon() throws Exception {
    try (DurableBuffer buffer = daemon()) {
      buffer.append(rows(5));
      buffer.acknowledge(buffer.next("main", false, 2).orElseThrow(), List.of());
      assertEquals(ExitCode.OK, run("show"), err::toString);
      String shown = out.toString();
      assertTrue(shown.contains("depth       3 entries"), shown);
      assertTrue(shown.contains("main: 3 entries waiting"), shown);
      assertTrue(shown.contains("oldest      2026-11-22T10:00:02.000000Z"), shown);
      assertEquals(ExitCode.OK, run());
      assertEquals(shown.lines().count(), out.toString().lines().count());
      // and the daemon is not held up by it
      buffer.append(rows(1));
      assertEquals("", buffer.status().trouble());
    }
  }

  @Test
  void quarantineReportsEachEntryAndItsReason() throws Exception {
    try (DurableBuffer buffer = daemon()) {
      buffer.append(rows(2));
      Buffer.Batch batch = buffer.next("main", false, 10).orElseThrow();
      buffer.acknowledge(batch, List.of(new Buffer.Refused(batch.entries().get(1), "400 too odd")));
    }
    assertEquals(ExitCode.OK, run("quarantine"), err::toString);
    assertTrue(out.toString().contains("main row of p1: 400 too odd"), out::toString);
    assertEquals(ExitCode.OK, run("quarantine", "--json"));
    assertTrue(out.toString().contains("\"reason\":\"400 too odd\""), out::toString);
    assertTrue(out.toString().contains("\"json\":{\"name\":\"p2\",\"n\":1}"), out::toString);
  }

  @Test
  void whatIsExportedIsImportedAndDeliveredAsItWas() throws Exception {
    List<String> before = new ArrayList<>();
    Path file = directory.resolve("export.ndjson");
    try (DurableBuffer buffer = daemon()) {
      Buffer.Additions all = rows(2_500);
      all.add(BufferEntry.of(new Gap(TIME, TIME, Gap.MISFIRED, "mesh", 3)));
      buffer.append(all);
      assertEquals(ExitCode.OK, run("export", file.toString()), err::toString);
      assertEquals(2_501, Files.readAllLines(file).size());
      assertEquals(ExitCode.FAILURE, run("import", file.toString()));
      assertTrue(err.toString().contains("systemctl stop ixpqos-probe"), err::toString);
      before.addAll(drain(buffer));
    }
    assertEquals(ExitCode.OK, run("import", file.toString()), err::toString);
    try (DurableBuffer buffer = daemon()) {
      List<String> after = drain(buffer);
      assertTrue(after.containsAll(before));
      assertEquals(before.size() + 1, after.size(), "and the gap of the daemon's absence");
    }
  }

  private static List<String> drain(DurableBuffer buffer) {
    List<String> all = new ArrayList<>();
    Optional<Buffer.Batch> batch = buffer.next("main", true, 1_000);
    while (batch.isPresent()) {
      batch.get().entries().forEach(entry -> all.add(entry.entry().json()));
      buffer.acknowledge(batch.get(), List.of());
      batch = buffer.next("main", true, 1_000);
    }
    return all;
  }

  @Test
  void whatCanBeReadOfADamagedFileIsExportedFromBothEnds() throws Exception {
    try (DurableBuffer buffer = daemon()) {
      buffer.append(rows(20_000));
    }
    Path file = directory.resolve("buffer/buffer.db");
    Path aside = directory.resolve("buffer/buffer.db.set-aside-20261122T100000.000Z");
    Files.move(file, aside);
    try (RandomAccessFile bytes = new RandomAccessFile(aside.toFile(), "rw")) {
      bytes.seek(bytes.length() / 2 / 4096 * 4096);
      bytes.write(new byte[4096]);
    }
    assertEquals(ExitCode.FAILURE, run("export", "--file", aside.toString()));
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.size() > 19_000 && lines.size() < 20_000, () -> lines.size() + " " + err);
    assertTrue(lines.get(0).contains("\"n\":0}"), lines.get(0));
    assertTrue(out.toString().contains("\"n\":19999}"));
    assertTrue(err.toString().contains("can't be read"), err::toString);
  }

  @Test
  void aBrokenEditIsNoObstacle() throws Exception {
    try (DurableBuffer buffer = daemon()) {
      buffer.append(rows(3));
    }
    Files.writeString(directory.resolve("schedule.json"), "{\"schedule\": [{\"evry\": 1}]}");
    Files.writeString(directory.resolve("probes.json"), "");
    assertEquals(ExitCode.OK, run("show"));
    assertEquals("", err.toString());
    String good = Files.readString(directory.resolve("daemon.json")).strip();
    String open = good.substring(0, good.length() - 1);
    for (String broken :
        List.of(open + ", \"nmae\": 1}", open + ",}", open, open + ", \"status\": {\"port\": ")) {
      Files.writeString(directory.resolve("daemon.json"), broken);
      assertEquals(ExitCode.OK, run("show"), broken);
      assertTrue(out.toString().contains("3 entries"), broken);
      assertEquals(ExitCode.OK, run("export"), broken);
      assertTrue(err.toString().contains("daemon.json: $"), broken);
    }
  }

  /**
   * The buffer of a daemon 0.1.0 that was killed, and what that daemon's command exported of it.
   */
  @Test
  void aBufferOfAnEarlierVersionIsExportedAsItWas() throws Exception {
    Files.createDirectories(directory.resolve("buffer"));
    Path file = directory.resolve("buffer/written-by-0.1.0.db");
    try (InputStream written = getClass().getResourceAsStream("/written-by-0.1.0/buffer.db");
        InputStream exported = getClass().getResourceAsStream("/written-by-0.1.0/buffer.ndjson")) {
      Files.copy(written, file);
      Files.copy(file, directory.resolve("buffer/buffer.db"));
      assertEquals(ExitCode.OK, run("export", "--file", file.toString()), err::toString);
      assertEquals(new String(exported.readAllBytes(), StandardCharsets.UTF_8), out.toString());
    }
    try (DurableBuffer buffer = daemon()) {
      assertEquals(
          25, // and the gap of the daemon that was killed
          drain(buffer).stream()
              .filter(body -> body.contains("\"p1\"") || body.contains("\"mesh\""))
              .count());
    }
  }

  @Test
  void errorsSayWhatToDo() throws Exception {
    assertEquals(ExitCode.FAILURE, run("show"));
    assertTrue(err.toString().contains("has the daemon run"), err::toString);
    Path junk = Files.writeString(directory.resolve("junk"), "{\"kind\": \"row\"}\n");
    assertEquals(ExitCode.FAILURE, run("import", junk.toString()));
    assertTrue(err.toString().contains("line 1 is not of an export"), err::toString);
    assertEquals(ExitCode.USAGE, run("import"));
    Files.writeString(directory.resolve("daemon.json"), "{");
    assertEquals(ExitCode.CONFIGURATION, run("show"));
    assertTrue(err.toString().contains("ixpqos check"), err::toString);
  }
}
