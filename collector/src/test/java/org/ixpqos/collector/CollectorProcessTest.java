package org.ixpqos.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.wire.UploadAnswerReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ixpqos collector} as a process of its own. */
@Timeout(60)
class CollectorProcessTest {
  @TempDir private Path directory;
  private Process process;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private Process run(String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.ixpqos.cli.Main",
                "collector",
                "--config",
                directory.toString()));
    command.addAll(Arrays.asList(more));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process;
  }

  private URI start() throws Exception {
    BufferedReader output = run("--port-file", directory.resolve("port").toString()).inputReader();
    String line = output.readLine();
    while (line != null && !line.contains("collects at ")) {
      line = output.readLine();
    }
    return URI.create(line.substring(line.indexOf("http://")));
  }

  private static UploadAnswer post(URI collector, String body) throws Exception {
    return UploadAnswerReader.read(
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(collector.resolve("api/v1/data/probe-result"))
                    .header("X-API-Key", "k")
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString())
            .body());
  }

  private void configure() throws Exception {
    Files.writeString(directory.resolve("key"), "k");
    Files.writeString(
        directory.resolve(CollectorConfig.FILE),
        """
        {"listen": {"port": 0}, "apiKeyFile": "key", "store": {"directory": "store"}}\
        """);
  }

  @Test
  void losesNothingThatItAcknowledgedWhenItIsKilled() throws Exception {
    configure();
    Instant now = Instant.now();
    String body =
        TestingResults.upload(
            "p1", now, List.of(TestingResults.row(now, "p2", 0), TestingResults.row(now, "p3", 1)));
    assertEquals(2, post(start(), body).accepted());
    process.destroyForcibly().waitFor();

    UploadAnswer again = post(start(), body);
    assertEquals(0, again.accepted());
    assertEquals(2, again.duplicates());
  }

  @Test
  void writesItsPortAndEndsOnASignal() throws Exception {
    configure();
    URI collector = start();
    assertEquals(
        collector.getPort(), Integer.parseInt(Files.readString(directory.resolve("port")).strip()));
    process.destroy();
    assertTrue(process.waitFor(15, TimeUnit.SECONDS));
    assertEquals(128 + 15, process.exitValue());
    assertTrue(Files.notExists(directory.resolve("store/collector.db-wal")));
  }

  @Test
  void listsWhatIsWrongWithItsConfiguration() throws Exception {
    Files.writeString(directory.resolve(CollectorConfig.FILE), "{\"listen\": {\"prot\": 1}}");
    String said = new String(run().getInputStream().readAllBytes(), UTF_8);
    assertEquals(78, process.waitFor());
    assertTrue(said.contains("$.listen.prot: found an unknown key (did you mean \"port\"?)"), said);
    assertTrue(said.contains("$.apiKeyFile: found nothing"), said);
  }
}
