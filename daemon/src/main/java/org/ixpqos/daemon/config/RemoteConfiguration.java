package org.ixpqos.daemon.config;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.ixpqos.config.BoundedFile;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Problems;
import org.ixpqos.config.lists.CronSyntax;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.config.lists.Schedule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector's {@code probes.json} and {@code schedule.json} as they were last fetched without
 * an error. They are kept as texts in one file, {@code lists.json} beside the buffer, so that a
 * crash leaves a pair: {@code {"probes": "…", "probesTag": "…", "schedule": "…", "scheduleTag":
 * "…"}}.
 *
 * @param probes the list's text
 * @param probesTag its ETag; empty when the collector gave none
 * @param schedule the schedule's text
 * @param scheduleTag its ETag
 */
public record RemoteConfiguration(
    String probes, String probesTag, String schedule, String scheduleTag) {
  public static final String FILE = "lists.json";

  /** The lists before the first fetch: no probe, and nothing to measure. */
  public static final RemoteConfiguration NONE =
      new RemoteConfiguration("{\"probes\": []}", "", "{\"schedule\": []}", "");

  /** Two lists as JSON texts within JSON, where a quote takes two bytes. */
  private static final int MAX_BYTES = 4 * BoundedFile.MAX_BYTES;

  private static final Logger log = LoggerFactory.getLogger(RemoteConfiguration.class);

  /** The copy in a directory; {@link #NONE} when there is none that this version takes. */
  public static RemoteConfiguration read(Path directory, CronSyntax cron) {
    Path file = directory.resolve(FILE);
    Problems problems = new Problems();
    try {
      ConfigObject root =
          ConfigObject.parse(
              BoundedFile.text(file, MAX_BYTES, StandardCharsets.UTF_8), file.toString(), problems);
      RemoteConfiguration lists =
          new RemoteConfiguration(
              root.requiredText("probes"),
              root.text("probesTag").orElse(""),
              root.requiredText("schedule"),
              root.text("scheduleTag").orElse(""));
      if (problems.isEmpty()) {
        lists.check(problems, cron);
      }
      if (problems.isEmpty()) {
        return lists;
      }
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException e) {
      problems.add(file.toString(), "$", "a file that can't be read: " + e, "the daemon's own");
    }
    log.warn(
        "the copy of the remote configuration can't be used and is fetched again: {}",
        problems.list().get(0));
    return NONE;
  }

  /**
   * The file of the copy, where a daemon takes its lists from a collector and this user may not
   * read it.
   */
  public static Optional<Path> hidden(DaemonConfig config) {
    Path directory = config.buffer().directory();
    Path file = directory.resolve(FILE);
    boolean readable =
        config.remoteFrom().isEmpty()
            || (Files.isExecutable(directory) && (!Files.exists(file) || Files.isReadable(file)))
            || !Files.exists(directory);
    return readable ? Optional.empty() : Optional.of(file);
  }

  /** Records the problems of both lists. */
  public void check(Problems problems, CronSyntax cron) {
    ProbeList list = ProbeList.from(probes(problems));
    // the author of the lists is not this host's operator: one address under many names would be a
    // flood
    for (String shared : list.sharedAddresses()) {
      problems.add(
          "the collector's probes.json", "$.probes", shared, "each address under one name");
    }
    Schedule.from(schedule(problems), list, cron);
  }

  ConfigObject probes(Problems problems) {
    return ConfigObject.parse(probes, "the collector's probes.json", problems);
  }

  ConfigObject schedule(Problems problems) {
    return ConfigObject.parse(schedule, "the collector's schedule.json", problems);
  }

  /** Keeps the lists for the next start. */
  public void write(Path directory) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("probes", probes);
    json.addProperty("probesTag", probesTag);
    json.addProperty("schedule", schedule);
    json.addProperty("scheduleTag", scheduleTag);
    AtomicFile.write(
        directory.resolve(FILE), json + "\n", PosixFilePermissions.fromString("rw-r-----"));
  }
}
