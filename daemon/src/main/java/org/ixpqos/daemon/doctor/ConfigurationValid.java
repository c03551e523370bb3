package org.ixpqos.daemon.doctor;

import java.util.ArrayList;
import java.util.List;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Problem;
import org.ixpqos.daemon.config.Configuration;

/**
 * Whether the configuration can be used, and whether it says all that is needed.
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
          Finding.problem(
              NAME,
              configuration.missing(),
              "until then nothing is measured",
              "ixpqos setup --name … --collector … --api-key-file …, and edit probes.json"));
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
}
