package org.ixpqos.collector.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.life.LivesFile;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Upload;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the commands of a probe's life take, and what they refuse and why. */
class ProbeCommandTest {
  private final Instant now = Instant.now();

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void fill() throws Exception {
    Files.writeString(directory.resolve("key"), "the-key");
    Files.writeString(
        directory.resolve("collector.json"),
        "{\"apiKeyFile\": \"key\", \"store\": {\"directory\": \"store\"}}");
    Files.writeString(
        directory.resolve("probes.json"),
        "{\"probes\": [{\"name\": \"p1\", \"proto\": 4, \"address\": \"10.0.0.1\"}]}");
    Files.writeString(directory.resolve("schedule.json"), "{\"schedule\": []}");
    try (SqliteStore store =
        SqliteStore.open(directory.resolve("store"), System::nanoTime, nanos -> {})) {
      store(store, "p1", Duration.ZERO);
      store(store, "p3", Duration.ofHours(2));
      store(store, "p9", Duration.ofMinutes(1));
      store(store, "old", Duration.ofHours(3));
    }
  }

  private void store(SqliteStore store, String source, Duration ago) throws Exception {
    Instant at = now.minus(ago);
    ProbeHealth health =
        new ProbeHealth(at, at.minus(Duration.ofMinutes(2)), 0, 0, 0, "0123456789ab");
    Upload upload =
        new Upload(
            source, null, "", 0, "1", health, List.of(TestingResults.row(at, "p1", 0)), List.of());
    store.store(new ReceivedUpload(upload, at)).get();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] all = new String[arguments.length + 2];
    all[0] = "probe";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 1] = "--config=" + directory;
    return new CommandLine(new CollectorCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              err.append(failure.getMessage());
              return ((CommandFailure) failure).exitCode();
            })
        .execute(all);
  }

  private void refused(String why, String... arguments) {
    assertEquals(1, run(arguments));
    assertTrue(err.toString().contains(why), err.toString());
  }

  @Test
  void listsWhatIsListedStoredOrMeasured() {
    assertEquals(0, run("list"));
    List<String> lines = out.toString().lines().toList();
    assertEquals(4, lines.size(), out.toString());
    assertTrue(lines.get(0).startsWith("old "), lines.get(0));
    assertTrue(lines.get(1).matches("p1 +listed +posted \\d+s ago +5 pairs"), lines.get(1));
    assertTrue(lines.get(2).matches("p3 +not listed +posted 2h ago +1 pair"), lines.get(2));
  }

  @Test
  void takesAChangeOfNameAndShowsIt() throws Exception {
    assertEquals(0, run("rename", "p3", "p9"), err.toString());
    assertEquals("p9", new LivesFile(directory.resolve("store")).read().renamed().get(0).to());
    assertEquals(0, run("list"));
    assertTrue(out.toString().contains("is being renamed to p9"), out.toString());
    assertTrue(out.toString().contains("was p3"), out.toString());
  }

  @Test
  void rowsThatWaitUnderANameThatWasNeverTakenCanBeRenamed() {
    assertEquals(0, run("rename", "typo", "p1"), err.toString());
    refused("nothing is stored of a probe \"typo\"", "rename", "typo", "nobody");
  }

  @Test
  void refusesWhatIsNotMeant() {
    refused("p1 is in probes.json", "rename", "p1", "p2");
    refused("p1 is in probes.json", "retire", "p1");
    refused("p1 is in probes.json", "forget", "p1");
    refused("did you mean \"p3\"?", "retire", "p33");
    refused("p3 has that name", "rename", "p3", "p3");
    refused("is no probe's name", "rename", "p3", "a b");
    refused("has a history of its own", "rename", "p9", "old");
    refused("to merge with", "merge", "p3", "nobody");
    refused("would come back", "forget", "p9");
    refused("is not retired", "retire", "--undo", "p3");
    assertEquals(0, run("forget", "p3"), err.toString());
    assertEquals(0, run("merge", "p9", "old"), err.toString());
  }
}
