package org.ixpqos.collector.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Counted;
import org.ixpqos.config.FileStamp;
import org.ixpqos.config.Problem;
import org.ixpqos.config.Problems;
import org.ixpqos.config.lists.CronSyntax;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.config.lists.Schedule;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.service.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code probes.json} and {@code schedule.json}, which users edit and probes fetch, published byte
 * for byte. The files are checked at each request. They are valid only together: an edit that
 * leaves an error in either is logged, and the last good ones stay published. A list of probes
 * alone is published until there is a first good schedule.
 */
public final class PublishedLists {
  private static final Logger log = LoggerFactory.getLogger(PublishedLists.class);

  private final CronSyntax cron;
  private final Optional<Path> kept;

  // Guarded by this.
  private Path probesFile;
  private Path scheduleFile;
  private String seen = "";
  private String probesText = "";
  private String scheduleText = "";
  private ProbeList probes = new ProbeList(List.of());
  private List<ScheduleEntry> entries = List.of();
  private List<Problem> problems = List.of();
  private String digest = "";
  private Optional<Instant> since = Optional.empty();
  private Listing listing = Listing.NONE;

  /**
   * @param kept keeps a copy of the published lists, for a start at which the files have an error;
   *     empty without a copy
   */
  public PublishedLists(Path probesFile, Path scheduleFile, CronSyntax cron, Optional<Path> kept) {
    this.kept = kept;
    this.probesFile = probesFile;
    this.scheduleFile = scheduleFile;
    this.cron = cron;
  }

  /** Uses other files from now on; the caller logs the change. */
  public synchronized void files(Path probesNow, Path scheduleNow) {
    probesFile = probesNow;
    scheduleFile = scheduleNow;
  }

  /**
   * Why the present files are not published, the first error with its file and place; empty when
   * they are.
   */
  public synchronized Optional<String> problem() {
    look();
    if (problems.isEmpty()) {
      return Optional.empty();
    }
    int more = problems.size() - 1;
    return Optional.of(
        "an edit of the lists is not published, the last good ones are: "
            + problems.get(0)
            + (more == 0 ? "" : " (and " + Counted.of(more, "more error") + ")"));
  }

  /** Every error of the present files, each with its file and place. */
  public synchronized List<Problem> problems() {
    look();
    return problems;
  }

  /**
   * The digest of the published lists: the first 12 hex digits of the SHA-256 of both lists, each
   * on one line as JSON without space; empty where one of them is not published. A probe reports
   * the same digest of the lists that it runs.
   */
  public synchronized String digest() {
    look();
    return digest;
  }

  /** When the files became what is published; empty at a start with an error in them. */
  synchronized Optional<Instant> since() {
    look();
    return since;
  }

  /** The last good list; an empty one when there was none. */
  public synchronized ProbeList probes() {
    look();
    return probes;
  }

  /** The names in the published lists. */
  public synchronized Listing listing() {
    look();
    return listing;
  }

  /** The last good list of probes, or the original's response when there is none. */
  public synchronized ApiResponse answerProbes() {
    look();
    return answer(probesText, "unable to retrieve list of probes");
  }

  /** The last good schedule, or a response like the original's when there is none. */
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
    boolean first = seen.isEmpty();
    seen = now;
    Problems found = new Problems();
    String newProbes = read(probesFile, probesText, found);
    String newSchedule = read(scheduleFile, scheduleText, found);
    ProbeList list =
        newProbes.isEmpty()
            ? probes
            : ProbeList.from(ConfigObject.parse(newProbes, probesFile.toString(), found));
    boolean goodProbes = found.isEmpty() && !newProbes.isEmpty();
    List<ScheduleEntry> newEntries = entries;
    if (!newSchedule.isEmpty()) {
      Schedule schedule =
          Schedule.from(
              ConfigObject.parse(newSchedule, scheduleFile.toString(), found), list, cron);
      newEntries = schedule.entries();
    }
    ProbeList probesBefore = probes;
    List<ScheduleEntry> entriesBefore = entries;
    if (found.isEmpty()) {
      scheduleText = newSchedule;
      entries = newEntries;
    }
    if (goodProbes && (found.isEmpty() || scheduleText.isEmpty())) {
      probesText = newProbes;
      probes = list;
    }
    if (first && !found.isEmpty()) {
      takeKept();
    } else if (found.isEmpty() && !probesText.isEmpty()) {
      keep();
    }
    listing =
        new Listing(
            probes.names(), entries.stream().map(ScheduleEntry::name).collect(Collectors.toSet()));
    String digestBefore = digest;
    digest = digest(probesText, scheduleText);
    if (!digest.equals(digestBefore)) {
      since = found.isEmpty() ? changedAt() : Optional.empty();
    }
    log(
        found.list(),
        first ? null : ListChanges.text(probesBefore, probes, entriesBefore, entries));
  }

  /** At a start with an error in the files: the lists that were published before the stop. */
  private void takeKept() {
    Optional<KeptLists> good = kept.flatMap(directory -> KeptLists.read(directory, cron));
    if (good.isPresent()) {
      probesText = good.get().probesText();
      scheduleText = good.get().scheduleText();
      probes = good.get().probes();
      entries = good.get().entries();
    }
  }

  /** By the times of change (ctime): those of modification may be set by any copy of a file. */
  private Optional<Instant> changedAt() {
    try {
      FileTime probesAt = (FileTime) Files.getAttribute(probesFile, "unix:ctime");
      FileTime scheduleAt = (FileTime) Files.getAttribute(scheduleFile, "unix:ctime");
      return Optional.of((probesAt.compareTo(scheduleAt) > 0 ? probesAt : scheduleAt).toInstant());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void keep() {
    try {
      if (kept.isPresent()) {
        KeptLists.keep(kept.get(), probesText, scheduleText);
      }
    } catch (IOException e) {
      log.warn(
          "no copy of the lists could be kept for a start with an error in them: {}", e.toString());
    }
  }

  private static String digest(String probes, String schedule) {
    if (probes.isEmpty() || schedule.isEmpty()) {
      return "";
    }
    StringBuilder both = new StringBuilder();
    for (String text : List.of(probes, schedule)) {
      both.append(ConfigObject.parse(text, "", new Problems()).compact()).append('\n');
    }
    return HexFormat.of().formatHex(Sha256.of(both.toString()), 0, 6);
  }

  /**
   * @param changes null at the first check
   */
  private void log(List<Problem> found, String changes) {
    boolean mended = !problems.isEmpty() && found.isEmpty();
    problems = found;
    for (Problem problem : found) {
      log.error(
          "an edit is not published, the last good lists are: {}; mend it, it is read at once",
          problem);
    }
    if (found.isEmpty() && changes != null) {
      log.info(
          "lists published{}: {} probes={} entries={} digest={}",
          mended ? " again" : "",
          changes,
          probes.names().size(),
          entries.size(),
          digest);
    }
  }

  /**
   * A file's text; the last known text, with the problem recorded, when it can't be read any more.
   */
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
