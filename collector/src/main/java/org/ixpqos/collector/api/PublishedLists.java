package org.ixpqos.collector.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.FileStamp;
import org.ixpqos.config.Problem;
import org.ixpqos.config.Problems;
import org.ixpqos.config.lists.CronSyntax;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.config.lists.Schedule;
import org.ixpqos.config.lists.ScheduleEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code probes.json} and {@code schedule.json}, which users edit and probes fetch, handed out byte
 * for byte. They are looked at whenever they are asked for. They are good together or not at all:
 * an edit of one that leaves an error in either is logged, and the last good ones go on being
 * handed out. A list of probes alone is handed out until there is a first good schedule.
 */
public final class PublishedLists {
  private static final Logger log = LoggerFactory.getLogger(PublishedLists.class);

  private final Path probesFile;
  private final Path scheduleFile;
  private final CronSyntax cron;

  // Guarded by this.
  private String seen = "";
  private String probesText = "";
  private String scheduleText = "";
  private ProbeList probes = new ProbeList(List.of());
  private Set<String> schedules = Set.of();
  private Listing listing = Listing.NONE;

  public PublishedLists(Path probesFile, Path scheduleFile, CronSyntax cron) {
    this.probesFile = probesFile;
    this.scheduleFile = scheduleFile;
    this.cron = cron;
  }

  /** The last good list; an empty one when there was none. */
  public synchronized ProbeList probes() {
    look();
    return probes;
  }

  /** The names in what is handed out. */
  public synchronized Listing listing() {
    look();
    return listing;
  }

  /** The last good list of probes, or the original's answer when there is none. */
  public synchronized ApiResponse answerProbes() {
    look();
    return answer(probesText, "unable to retrieve list of probes");
  }

  /** The last good schedule, or an answer like the original's when there is none. */
  public synchronized ApiResponse answerSchedule() {
    look();
    return answer(scheduleText, "unable to retrieve schedule");
  }

  private static ApiResponse answer(String text, String error) {
    return text.isEmpty() ? ApiResponse.error(404, error) : ApiResponse.json(text).withEtag();
  }

  private void look() {
    String now = FileStamp.of(probesFile) + " " + FileStamp.of(scheduleFile);
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    Problems problems = new Problems();
    String newProbes = read(probesFile, probesText, problems);
    String newSchedule = read(scheduleFile, scheduleText, problems);
    ProbeList list =
        newProbes.isEmpty()
            ? probes
            : ProbeList.from(ConfigObject.parse(newProbes, probesFile.toString(), problems));
    boolean goodProbes = problems.isEmpty() && !newProbes.isEmpty();
    if (!newSchedule.isEmpty()) {
      Schedule schedule =
          Schedule.from(
              ConfigObject.parse(newSchedule, scheduleFile.toString(), problems), list, cron);
      if (problems.isEmpty()) {
        schedules =
            schedule.entries().stream().map(ScheduleEntry::name).collect(Collectors.toSet());
      }
    }
    if (problems.isEmpty()) {
      scheduleText = newSchedule;
    }
    if (goodProbes && (problems.isEmpty() || scheduleText.isEmpty())) {
      probesText = newProbes;
      probes = list;
    }
    listing = new Listing(probes.names(), schedules);
    tell(problems);
  }

  private static void tell(Problems problems) {
    if (!problems.isEmpty()) {
      log.error("an edit is not handed out, the last good lists are; mend it, it is read at once");
    }
    for (Problem problem : problems.list()) {
      log.error("{}", problem);
    }
  }

  /** A file's text; what was known, with the problem noted, when it can't be read any more. */
  private static String read(Path file, String known, Problems problems) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      if (!known.isEmpty()) {
        problems.add(file.toString(), "$", "no such file any more", "a file that can be read");
      }
    } catch (IOException e) {
      problems.add(file.toString(), "$", "a file that can't be read: " + e, "JSON in UTF-8");
    }
    return known;
  }
}
