package org.ixpqos.collector.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Durations;

/** What GET conf/status answers, and how it looks on a screen. */
final class StatusText {
  private static final int MAX_LISTED = 40;

  private StatusText() {}

  // names as in the JSON
  record Status(
      String version,
      String started_at,
      String server_time,
      boolean ready,
      String problem,
      List<String> notices,
      Store store,
      Clock clock,
      Lists lists,
      List<Sink> sinks,
      List<Probe> probes) {}

  record Store(long bytes, String last_commit) {}

  record Clock(String state, int heard, int agreeing, long ahead_ms) {}

  record Lists(boolean published, String digest, String problem) {}

  record Sink(String name, long waiting, String oldest) {}

  record Probe(
      String name,
      String state,
      boolean listed,
      String reason,
      String last_seen,
      Double age_s,
      String version,
      long backlog,
      String lists,
      Boolean runs_published_lists) {
    private boolean isRemarkable() {
      boolean reports = state.equals("reporting") || state.equals("retired");
      return !reports || Boolean.FALSE.equals(runs_published_lists);
    }
  }

  /**
   * @param all whether probes without a notice are listed too
   */
  static void print(Status status, String where, boolean all, PrintWriter out) {
    Instant now = Instant.parse(status.server_time());
    out.printf(
        Locale.ROOT,
        "collector at %s: %s, ixpqos %s, since %s (%s)%n",
        where,
        status.ready() ? "ready" : "NOT READY, uploads are not stored",
        status.version(),
        status.started_at(),
        age(status.started_at(), now));
    if (status.problem() != null) {
      out.printf(Locale.ROOT, "  ! %s%n", status.problem());
    }
    status.notices().forEach(notice -> out.printf(Locale.ROOT, "  ! %s%n", notice));
    out.printf(
        Locale.ROOT,
        "  store: %s, last commit %s%n",
        size(status.store().bytes()),
        status.store().last_commit() == null
            ? "none since the start"
            : age(status.store().last_commit(), now) + " ago");
    out.printf(Locale.ROOT, "  clock: %s%n", clock(status.clock()));
    out.printf(Locale.ROOT, "  lists: %s%n", lists(status));
    if (status.sinks().isEmpty()) {
      out.printf(Locale.ROOT, "  sinks: none%n");
    }
    for (Sink sink : status.sinks()) {
      out.printf(
          Locale.ROOT,
          "  sink %s: %s%n",
          sink.name(),
          sink.oldest() == null
              ? "has all"
              : Counted.of(sink.waiting(), "upload")
                  + " waiting, the oldest for "
                  + age(sink.oldest(), now));
    }
    printProbes(status.probes(), all, out);
  }

  private static void printProbes(List<Probe> probes, boolean all, PrintWriter out) {
    Map<String, Integer> states = new TreeMap<>();
    probes.forEach(probe -> states.merge(probe.state(), 1, Integer::sum));
    StringBuilder counts = new StringBuilder();
    states.forEach(
        (state, count) ->
            counts
                .append(counts.length() == 0 ? "" : ", ")
                .append(count)
                .append(' ')
                .append(state));
    out.printf(Locale.ROOT, "  probes: %s%n", counts.length() == 0 ? "none" : counts);
    List<Probe> shown = probes.stream().filter(probe -> all || probe.isRemarkable()).toList();
    if (shown.isEmpty()) {
      return;
    }
    out.printf(
        Locale.ROOT,
        "%n%-16s %-10s %-9s %-10s %8s  %s%n",
        "PROBE",
        "STATE",
        "SEEN",
        "LISTS",
        "BACKLOG",
        "REASON");
    int most = all ? shown.size() : Math.min(MAX_LISTED, shown.size());
    for (Probe probe : shown.subList(0, most)) {
      String line =
          String.format(
              Locale.ROOT,
              "%-16s %-10s %-9s %-10s %8s  %s",
              probe.name(),
              probe.state(),
              probe.age_s() == null ? "never" : ago(probe.age_s()),
              listsOf(probe),
              probe.last_seen() == null ? "-" : Long.toString(probe.backlog()),
              probe.reason() == null ? "" : probe.reason());
      out.println(line.stripTrailing());
    }
    if (most < shown.size()) {
      out.printf(
          Locale.ROOT, "and %s more: --all lists them%n", Counted.of(shown.size() - most, "probe"));
    }
  }

  /** Whether a probe runs what is published. */
  private static String listsOf(Probe probe) {
    if (probe.runs_published_lists() == null) {
      return "-";
    }
    return probe.runs_published_lists() ? "published" : "other";
  }

  private static String lists(Status status) {
    Lists lists = status.lists();
    if (!lists.published()) {
      return "none published: every probe that posts counts";
    }
    long others =
        status.probes().stream()
            .filter(probe -> Boolean.FALSE.equals(probe.runs_published_lists()))
            .count();
    return "published, digest "
        + (lists.digest().isEmpty() ? "none (no schedule.json)" : lists.digest())
        + (others == 0
            ? ""
            : "; " + Counted.of(others, "probe") + (others == 1 ? " runs others" : " run others"));
  }

  private static String clock(Clock clock) {
    String heard = clock.agreeing() + " of " + Counted.of(clock.heard(), "probe");
    return switch (clock.state()) {
      case "confirmed" -> "confirmed by " + heard;
      case "unconfirmed" -> "no probe was heard that reports its time";
      case "unset" -> "not set, it shows a time before ixpqos was built";
      default ->
          String.format(
              Locale.ROOT,
              "contradicted, %+.1f s from the median; %s agree",
              clock.ahead_ms() / 1e3,
              heard);
    };
  }

  private static String size(long bytes) {
    return bytes < 1_000_000
        ? bytes / 1_000 + " kB"
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static String age(String since, Instant now) {
    return Durations.age(Duration.between(Instant.parse(since), now));
  }

  private static String ago(double seconds) {
    return Durations.age(Duration.ofSeconds((long) seconds)) + " ago";
  }
}
