package org.ixpqos.daemon.doctor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.setup.CollectorAccess;
import org.ixpqos.model.clock.ClockText;
import org.ixpqos.service.KeyFile;

/**
 * Whether each collector answers, takes the key, would take this probe's results, and shows the
 * same time.
 */
record CollectorTakesResults(DaemonConfig config, Clock clock) implements Check {
  private static final String NAME = "collector";

  /** The resolution of the comparison: HTTP's Date has full seconds, and the request takes time. */
  private static final Duration CLOCKS = Duration.ofSeconds(3);

  @Override
  public List<Finding> findings() {
    if (config.collectors().isEmpty()) {
      return List.of(
          Finding.warning(
              NAME,
              "daemon.json names none",
              "results stay on this host, the oldest go when the buffer is full",
              "ixpqos setup --collector URL --api-key-file FILE"));
    }
    List<Finding> findings = new ArrayList<>();
    for (DaemonConfig.Collector collector : config.collectors()) {
      findings.addAll(findings(collector));
    }
    return List.copyOf(findings);
  }

  private List<Finding> findings(DaemonConfig.Collector collector) {
    Optional<String> key;
    try {
      key = key(collector);
    } catch (IOException e) {
      return List.of(
          Finding.warning(
              NAME,
              collector.url() + " was not checked, the key can't be read: " + e,
              "whether results are taken is not known",
              e instanceof AccessDeniedException
                  ? "run this as root"
                  : "ixpqos setup --api-key-file FILE"));
    }
    try (CollectorAccess access = new CollectorAccess(collector)) {
      List<Finding> findings = new ArrayList<>();
      findings.add(taken(collector, access, key));
      access.date().flatMap(date -> clocks(collector, date)).ifPresent(findings::add);
      return findings;
    } catch (IOException e) {
      return List.of(problem(e.getMessage()));
    }
  }

  private Finding taken(
      DaemonConfig.Collector collector, CollectorAccess access, Optional<String> key) {
    Optional<String> problem = access.problem(key);
    if (problem.isPresent()) {
      return problem(problem.get());
    }
    if (collector.compat() || config.name().isEmpty()) {
      return Finding.ok(NAME, collector.url() + " answers and takes the key");
    }
    return access
        .refusal(config.name(), key)
        .map(CollectorTakesResults::refused)
        .orElse(
            Finding.ok(NAME, collector.url() + " takes the key, and results of " + config.name()));
  }

  private Optional<Finding> clocks(DaemonConfig.Collector collector, Instant theirs) {
    Duration ahead = Duration.between(theirs, clock.instant());
    return ahead.abs().compareTo(CLOCKS) <= 0
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "clock",
                "this clock is " + ClockText.distance(ahead) + " that of " + collector.url(),
                "rounds have the times of this clock; the collector may refuse them for it",
                "on both hosts: " + ClockSynchronised.MEND));
  }

  private static Finding refused(String found) {
    return Finding.problem(
        NAME,
        found,
        "results wait on disk, and the oldest go when the buffer is full",
        "give this probe its own key: 'ixpqos collector key create NAME' on the collector (or"
            + " 'rotate', where it has one), then here: ixpqos setup --api-key-file FILE");
  }

  private static Optional<String> key(DaemonConfig.Collector collector) throws IOException {
    try {
      return Optional.of(KeyFile.of(collector.keyFile()).key());
    } catch (NoSuchFileException e) {
      if (collector.certificate().isEmpty()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static Finding problem(String found) {
    return Finding.problem(
        NAME,
        found,
        "results wait on disk, and the oldest go when the buffer is full",
        "ixpqos setup --collector URL --api-key-file FILE --ca-file FILE, with what is right");
  }
}
