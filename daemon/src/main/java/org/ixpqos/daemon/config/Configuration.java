package org.ixpqos.daemon.config;

import java.util.List;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.config.lists.Schedule;
import org.ixpqos.config.lists.ScheduleEntry;

/**
 * The complete and valid configuration of the daemon.
 *
 * @param version the first 12 hex digits of the SHA-256 of the three files' content, a dash, and
 *     those of the two lists alone: equal lists have equal digits, independent of their origin
 * @param warnings settings that are allowed, but probably mistakes, a sentence each
 */
public record Configuration(
    DaemonConfig daemon,
    ProbeList probes,
    Schedule schedule,
    String version,
    List<String> warnings) {
  public Configuration {
    warnings = List.copyOf(warnings);
  }

  /** A configuration without warnings. */
  public Configuration(DaemonConfig daemon, ProbeList probes, Schedule schedule, String version) {
    this(daemon, probes, schedule, version, List.of());
  }

  /** The same with warnings. */
  Configuration with(List<String> remarks) {
    return new Configuration(daemon, probes, schedule, version, remarks);
  }

  /** The peers of an entry, in the list's order. */
  public List<Probe> peers(ScheduleEntry entry) {
    return entry.targets().peers(probes, daemon.name());
  }

  /** The entries that fire; none while something is {@link #missing}. */
  public List<ScheduleEntry> enabled() {
    if (!missing().isEmpty()) {
      return List.of();
    }
    return schedule.entries().stream().filter(ScheduleEntry::enabled).toList();
  }

  /** Why nothing is measured; empty when the configuration is complete. */
  public String missing() {
    if (daemon.name().isEmpty()) {
      return "this probe has no name: set \"name\" in daemon.json to its name in probes.json";
    }
    if (daemon.remoteFrom().isPresent() && !probes.names().contains(daemon.name())) {
      return probes.probes().isEmpty()
          ? "the remote configuration was not fetched yet; the log has the reason"
          : "the collector's probes.json does not list \"" + daemon.name() + "\"";
    }
    if (probes.probes().isEmpty()) {
      return "probes.json lists no probe: add the exchange's probes";
    }
    return "";
  }
}
