package org.ixpqos.daemon.doctor;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.setup.CollectorAccess;
import org.ixpqos.service.KeyFile;

/** Whether each collector answers and takes the key. */
record CollectorTakesResults(DaemonConfig config) implements Check {
  private static final String NAME = "collector";

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
      findings.add(finding(collector));
    }
    return List.copyOf(findings);
  }

  private static Finding finding(DaemonConfig.Collector collector) {
    Optional<String> key;
    try {
      key = key(collector);
    } catch (IOException e) {
      return Finding.warning(
          NAME,
          collector.url() + " was not asked, the key can't be read: " + e,
          "whether results are taken is not known",
          "run this as root; when there is no key: ixpqos setup --api-key-file FILE");
    }
    try (CollectorAccess access = new CollectorAccess(collector)) {
      return access
          .problem(key)
          .map(CollectorTakesResults::problem)
          .orElse(Finding.ok(NAME, collector.url() + " answers and takes the key"));
    } catch (IOException e) {
      return problem(e.getMessage());
    }
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
