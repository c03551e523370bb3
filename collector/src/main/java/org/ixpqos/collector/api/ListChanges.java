package org.ixpqos.collector.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.config.lists.ScheduleEntry;

/** The changes by an edit of the published lists, for a log line. */
final class ListChanges {
  /** Names in one line, of each kind. */
  private static final int MAX = 20;

  private ListChanges() {}

  /** Such as {@code probes added=[p9] removed=[p3]}; a note where nothing changed. */
  static String text(
      ProbeList probesBefore,
      ProbeList probes,
      List<ScheduleEntry> entriesBefore,
      List<ScheduleEntry> entries) {
    List<String> parts = new ArrayList<>();
    add(parts, "probes", byName(probesBefore), byName(probes));
    add(parts, "entries", byEntry(entriesBefore), byEntry(entries));
    return parts.isEmpty() ? "nothing that is measured changed" : String.join("; ", parts);
  }

  /** A probe may stand once for each family. */
  private static Map<String, List<Probe>> byName(ProbeList list) {
    Map<String, List<Probe>> byName = new LinkedHashMap<>();
    list.probes()
        .forEach(
            probe -> byName.computeIfAbsent(probe.name(), any -> new ArrayList<>()).add(probe));
    return byName;
  }

  private static Map<String, ScheduleEntry> byEntry(List<ScheduleEntry> entries) {
    Map<String, ScheduleEntry> byName = new LinkedHashMap<>();
    entries.forEach(entry -> byName.put(entry.name(), entry));
    return byName;
  }

  private static <T> void add(
      List<String> parts, String what, Map<String, T> before, Map<String, T> now) {
    List<String> added = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    for (String name : new TreeSet<>(now.keySet())) {
      if (!before.containsKey(name)) {
        added.add(name);
      } else if (!before.get(name).equals(now.get(name))) {
        changed.add(name);
      }
    }
    for (String name : new TreeSet<>(before.keySet())) {
      if (!now.containsKey(name)) {
        removed.add(name);
      }
    }
    StringBuilder text = new StringBuilder();
    add(text, " added=", added);
    add(text, " removed=", removed);
    add(text, " changed=", changed);
    if (text.length() > 0) {
      parts.add(what + text);
    }
  }

  private static void add(StringBuilder text, String how, List<String> names) {
    if (!names.isEmpty()) {
      List<String> some = names.subList(0, Math.min(MAX, names.size()));
      text.append(how).append(some);
      if (names.size() > MAX) {
        text.append(" and ").append(names.size() - MAX).append(" more");
      }
    }
  }
}
