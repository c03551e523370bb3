package org.ixpqos.daemon.config;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Problem;
import org.ixpqos.config.Problems;
import org.ixpqos.config.Spelling;
import org.ixpqos.config.lists.CronSyntax;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.config.lists.Schedule;
import org.ixpqos.daemon.config.DaemonConfig.StatusAddress;
import org.ixpqos.service.Sha256;

/** Reads a directory with {@code daemon.json}, {@code probes.json} and {@code schedule.json}. */
public final class ConfigurationLoader {
  public static final List<String> FILES = List.of("daemon.json", "probes.json", "schedule.json");

  private final Path directory;
  private final CronSyntax cron;

  public ConfigurationLoader(Path directory, CronSyntax cron) {
    this.directory = directory;
    this.cron = cron;
  }

  public Path directory() {
    return directory;
  }

  /**
   * Reads and validates all three files.
   *
   * @throws ConfigException with every error in any of them
   */
  public Configuration load() throws ConfigException {
    Problems problems = new Problems();
    return assemble(read("daemon.json", problems), problems);
  }

  /**
   * The result of {@link #load} with this text in {@code daemon.json}.
   *
   * @throws ConfigException with every error in it and in the other two files
   */
  public Configuration loadWith(String daemonJson) throws ConfigException {
    Problems problems = new Problems();
    String name = directory.resolve("daemon.json").toString();
    return assemble(ConfigObject.parse(daemonJson, name, problems), problems);
  }

  /**
   * The addresses of the status server and of the buffer, as far as daemon.json can be read: an
   * error elsewhere in the file does not matter to a command that inspects the daemon.
   */
  public Places places() {
    Problems problems = new Problems();
    ConfigObject file = ConfigObject.salvage(directory.resolve("daemon.json"), problems);
    boolean bufferKnown = problems.isEmpty() || file.has("buffer");
    DaemonConfig daemon = DaemonConfig.from(file);
    return new Places(daemon.status(), daemon.buffer().directory(), bufferKnown, problems.list());
  }

  /**
   * The part of a configuration, possibly broken, that commands need.
   *
   * @param bufferKnown whether the buffer's directory was read, and is not the default
   * @param problems the errors in daemon.json; a default stands for each value that can't be read
   */
  public record Places(
      StatusAddress status, Path buffer, boolean bufferKnown, List<Problem> problems) {
    /** Warns the operator that some values may be defaults, not those of the file. */
    public void warn(PrintWriter err) {
      if (!problems.isEmpty()) {
        err.println(
            problems.get(0)
                + "\ngoing on with what can be read of it: status at "
                + status.address()
                + " port "
                + status.port()
                + ", buffer in "
                + buffer);
      }
    }
  }

  private Configuration assemble(ConfigObject daemonFile, Problems problems)
      throws ConfigException {
    DaemonConfig daemon = DaemonConfig.from(daemonFile);
    boolean fetched = daemon.remoteFrom().isPresent();
    RemoteConfiguration copy =
        fetched
            ? RemoteConfiguration.read(daemon.buffer().directory(), cron)
            : RemoteConfiguration.NONE;
    ConfigObject probesFile = fetched ? copy.probes(problems) : read("probes.json", problems);
    ConfigObject scheduleFile = fetched ? copy.schedule(problems) : read("schedule.json", problems);
    ProbeList probes = ProbeList.from(probesFile);
    Schedule schedule = Schedule.from(scheduleFile, probes, cron);
    Set<String> names = probes.names();
    if (!fetched
        && !daemon.name().isEmpty()
        && !names.isEmpty()
        && !names.contains(daemon.name())) {
      daemonFile.problem(
          "name",
          "\""
              + daemon.name()
              + "\", which probes.json does not list"
              + Spelling.nearest(daemon.name(), names)
                  .map(near -> " (did you mean \"" + near + "\"?)")
                  .orElse(""),
          "one of " + String.join(", ", names.stream().limit(10).toList()));
    }
    if (!fetched) {
      probes
          .sharedAddresses()
          .forEach(
              shared ->
                  probesFile.warn("probes", shared + ": one host is measured under two names"));
    } else if (daemon.limits().allowedTargets().isEmpty()) {
      daemonFile.warn(
          "allowedTargets",
          "it is not set: the collector may have this probe measure any address, within the"
              + " limits; set it to the exchange's networks");
    }
    problems.throwIfAny();
    Configuration configuration =
        new Configuration(
            daemon,
            probes,
            schedule,
            version(daemonFile, probesFile, scheduleFile) + "-" + version(probesFile, scheduleFile),
            List.of());
    LoadLimits.check(configuration, scheduleFile);
    problems.throwIfAny();
    return configuration.with(problems.warnings());
  }

  private ConfigObject read(String file, Problems problems) {
    return ConfigObject.read(directory.resolve(file), problems);
  }

  private static String version(ConfigObject... files) {
    MessageDigest digest = Sha256.digest();
    for (ConfigObject file : files) {
      digest.update(file.compact().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) '\n');
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
  }
}
