package org.ixpqos.daemon.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.daemon.config.RemoteConfiguration;
import org.ixpqos.daemon.host.KernelClock;
import org.ixpqos.engine.EngineSettings;

/** Checks this host and its configuration: the list of checks, in their order. */
public final class Doctor {
  private static final Path ROOT = Path.of("/");

  private Doctor() {}

  /**
   * Runs every check. It sends only a request to each collector and name lookups.
   *
   * @throws IOException when this host's interfaces can't be listed
   */
  public static List<Finding> examine(Path directory) throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (Check check : checks(directory)) {
      findings.addAll(findings(check));
    }
    return List.copyOf(findings);
  }

  /** A fault of one check does not stop the others. */
  private static List<Finding> findings(Check check) throws InterruptedException {
    try {
      return check.findings();
    } catch (RuntimeException e) {
      return List.of(
          Finding.warning(
              check.getClass().getSimpleName(),
              "the check could not be made: " + e,
              "what it looks for is not known",
              "report it, with the output of 'ixpqos --version'"));
    }
  }

  /** Runs the checks also as the service, where this process may, and reports the differences. */
  public static List<Finding> examineBoth(Path directory) throws IOException, InterruptedException {
    List<Finding> here = examine(directory);
    if (!AsService.possible()) {
      return here;
    }
    List<Finding> all = new ArrayList<>(here);
    try {
      List<Finding> differences = AsService.differences(here, AsService.examine(directory));
      all.addAll(differences);
      if (differences.isEmpty()) {
        all.add(Finding.ok("service", "as the service all is as in this shell"));
      }
    } catch (IOException e) {
      all.add(
          Finding.warning(
              "service",
              "the checks could not be made as the service: " + e.getMessage(),
              "what the service's sandbox hides is not known",
              "systemctl status ixpqos-probe"));
    }
    return List.copyOf(all);
  }

  private static List<Check> checks(Path directory) throws IOException {
    Kernel kernel = new Kernel(ROOT);
    Addresses addresses = Addresses.ofHost();
    List<Check> checks = new ArrayList<>();
    checks.add(new JavaVersion(Runtime.version().feature()));
    checks.add(new IcmpPermission(kernel));
    checks.add(new EchoAnswers(kernel));
    checks.add(new ArpOnManyInterfaces(kernel, addresses));
    checks.add(new ClockSynchronised(new KernelClock()));
    Configuration configuration;
    try {
      configuration = new ConfigurationLoader(directory, new QuartzCron()).load();
    } catch (ConfigException e) {
      checks.add(new ConfigurationValid(null, e.problems())); // the rest needs one
      return checks;
    }
    Optional<Path> hidden = RemoteConfiguration.hidden(configuration.daemon());
    if (hidden.isPresent()) {
      checks.add(() -> List.of(ConfigurationValid.hidden(hidden.get()))); // the rest needs them
      return checks;
    }
    checks.add(new ConfigurationValid(configuration, List.of()));
    int peers =
        configuration.enabled().stream()
            .mapToInt(entry -> configuration.peers(entry).size())
            .max()
            .orElse(0);
    checks.add(new ReceiveBuffer(kernel, peers, EngineSettings.DEFAULT.receiveBufferBytes()));
    checks.add(new OwnAddress(configuration, addresses));
    checks.add(new DuplicateAddresses(configuration.probes()));
    checks.add(new SendingWays(configuration));
    checks.add(new PacketSize(configuration, addresses, PacketSize.Route.ofKernel()));
    checks.add(new DiskSpace(configuration.daemon().buffer(), DiskSpace.Free.ofHost()));
    checks.add(new KeyPermissions(configuration.daemon()));
    checks.add(new CollectorTakesResults(configuration.daemon(), Clock.systemUTC()));
    return checks;
  }
}
