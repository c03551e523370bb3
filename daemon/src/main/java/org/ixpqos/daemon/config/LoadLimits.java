package org.ixpqos.daemon.config;

import java.util.List;
import java.util.Locale;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Counted;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;

/** Checks before the first packet whether this process can measure a configuration. */
final class LoadLimits {
  private static final int MEGABYTE = 1_000_000;

  private LoadLimits() {}

  /**
   * Records an error where the configuration does not fit the memory, and a warning where it
   * exceeds the limits.
   */
  static void check(Configuration configuration, ConfigObject scheduleFile) {
    EngineCapacity needed = EngineCapacity.of(configuration);
    if (!needed.fits(EngineCapacity.availableBytes())) {
      scheduleFile.problem("schedule", needs(needed), allowed(configuration));
    }
    ProbeLimits limits = configuration.daemon().limits();
    if (needed.packetsPerSecond() > limits.packetsPerSecond()) {
      over(scheduleFile, needed.packetsPerSecond(), "packets", limits.packetsPerSecond());
    }
    if (needed.bitsPerSecond() > limits.bitsPerSecond()) {
      over(scheduleFile, needed.bitsPerSecond(), "bits", limits.bitsPerSecond());
    }
  }

  private static void over(ConfigObject file, double needed, String what, long limit) {
    file.warn(
        "schedule",
        String.format(
            Locale.ROOT,
            "it needs %,.0f %s per second, and \"limits\" of daemon.json allow %,d: the excess"
                + " is not sent",
            needed,
            what,
            limit));
  }

  private static String needs(EngineCapacity needed) {
    return String.format(
        Locale.ROOT,
        "%,d %s at once, which take %,d MB of memory while no peer answers",
        needed.rounds(),
        Counted.noun(needed.rounds(), "round", "rounds"),
        needed.bytes() / MEGABYTE + 1);
  }

  private static String allowed(Configuration configuration) {
    String largest = "";
    long most = 0;
    for (ScheduleEntry entry : configuration.enabled()) {
      List<Probe> peers = configuration.peers(entry);
      EngineCapacity its = EngineCapacity.of(entry, peers);
      if (its.bytes() > most) {
        most = its.bytes();
        largest =
            String.format(
                Locale.ROOT,
                "; \"%s\" takes most of it (%,d echoes to each of %,d %s): a smaller count,"
                    + " a shorter timeout or fewer targets; more memory for Java is given by"
                    + " IXPQOS_JAVA_OPTS=-Xmx…",
                entry.name(),
                entry.echo().count(),
                peers.size(),
                Counted.noun(peers.size(), "peer", "peers"));
      }
    }
    return String.format(
        Locale.ROOT,
        "at most %,d rounds and %,d MB%s",
        EngineCapacity.availableRounds(),
        EngineCapacity.availableBytes() / MEGABYTE,
        largest);
  }
}
