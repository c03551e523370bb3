package org.ixpqos.collector.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ixpqos.config.BoundedFile;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.FileReplacement;
import org.ixpqos.config.Problems;
import org.ixpqos.config.lists.CronSyntax;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.config.lists.Schedule;
import org.ixpqos.config.lists.ScheduleEntry;

/** The lists as they were last published, in the state directory. */
record KeptLists(
    String probesText, String scheduleText, ProbeList probes, List<ScheduleEntry> entries) {
  private static final String PROBES = "probes.json.good";
  private static final String SCHEDULE = "schedule.json.good";

  /** Empty where none are kept, or can't be used. */
  static Optional<KeptLists> read(Path directory, CronSyntax cron) {
    try {
      if (!Files.exists(directory.resolve(PROBES))) {
        return Optional.empty();
      }
      String probesText = text(directory.resolve(PROBES));
      Path scheduleFile = directory.resolve(SCHEDULE);
      String scheduleText = Files.exists(scheduleFile) ? text(scheduleFile) : "";
      Problems problems = new Problems();
      ProbeList probes = ProbeList.from(ConfigObject.parse(probesText, PROBES, problems));
      List<ScheduleEntry> entries =
          scheduleText.isEmpty()
              ? List.of()
              : Schedule.from(ConfigObject.parse(scheduleText, SCHEDULE, problems), probes, cron)
                  .entries();
      return problems.isEmpty()
          ? Optional.of(new KeptLists(probesText, scheduleText, probes, entries))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static void keep(Path directory, String probes, String schedule) throws IOException {
    FileReplacement.keepCopy(directory.resolve(PROBES), probes);
    if (schedule.isEmpty()) {
      Files.deleteIfExists(directory.resolve(SCHEDULE));
    } else {
      FileReplacement.keepCopy(directory.resolve(SCHEDULE), schedule);
    }
  }

  private static String text(Path file) throws IOException {
    return BoundedFile.text(file, BoundedFile.MAX_BYTES, StandardCharsets.UTF_8);
  }
}
