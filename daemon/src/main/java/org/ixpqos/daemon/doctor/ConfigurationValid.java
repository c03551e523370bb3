package org.ixpqos.daemon.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Problem;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.DaemonConfig;

/**
 * Whether the configuration can be used, and is complete.
 *
 * @param configuration null when it can't be used
 * @param problems why it can't
 */
record ConfigurationValid(Configuration configuration, List<Problem> problems) implements Check {
  private static final String NAME = "configuration";

  @Override
  public List<Finding> findings() {
    if (configuration == null) {
      return problems.stream()
          .map(
              problem ->
                  Finding.problem(
                      NAME,
                      problem.file() + ": " + problem.path() + ": " + problem.found(),
                      "a daemon that runs goes on with the last good one; it would not start again",
                      "put there: " + problem.allowed()))
          .toList();
    }
    if (!configuration.missing().isEmpty()) {
      return List.of(
          Finding.problem(NAME, configuration.missing(), "until then nothing is measured", mend()));
    }
    List<Finding> findings = new ArrayList<>();
    for (String warning : configuration.warnings()) {
      findings.add(
          Finding.warning(NAME, warning, "it is allowed, and may not be meant", "edit the file"));
    }
    findings.add(
        Finding.ok(
            NAME,
            "valid, version "
                + configuration.version()
                + ", "
                + Counted.of(configuration.enabled().size(), "entry", "entries")));
    return List.copyOf(findings);
  }

  private String mend() {
    String name = configuration.daemon().name();
    if (name.isEmpty()) {
      return setup(configuration.daemon(), "--name NAME");
    }
    return configuration.daemon().remoteFrom().isPresent()
        ? "list \"" + name + "\" in probes.json on the collector"
        : "list the probes in probes.json, or take the collector's: "
            + setup(configuration.daemon(), "--lists collector");
  }

  /** The command with some options, and with those that it asks for where there is no collector. */
  static String setup(DaemonConfig daemon, String options) {
    return "ixpqos setup "
        + options
        + (daemon.collectors().isEmpty() ? " --collector URL --api-key-file FILE" : "");
  }

  /** This user may not read the remote configuration. */
  static Finding hidden(Path file) {
    return Finding.warning(
        NAME,
        "the lists are the collector's, and this user may not read their copy, " + file,
        "whether they are valid, and what depends on them, is not known",
        "run this as root");
  }
}
