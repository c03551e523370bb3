package org.ixpqos.daemon.doctor;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Repeats the checks in the service's environment: by systemd-run(1), as its user and in its
 * sandbox. It finds faults that do not show in a shell.
 */
public final class AsService {
  private static final String UNIT = "ixpqos-probe.service";

  /**
   * Settings of a service that belong to starting it, not to its environment: systemd-run has its
   * own.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "Type",
          "NotifyAccess",
          "ExecStart",
          "ExecStartPre",
          "ExecStartPost",
          "ExecReload",
          "ExecStop",
          "ExecStopPost",
          "SyslogIdentifier",
          "StandardOutput",
          "StandardError",
          "SuccessExitStatus",
          "Restart",
          "RestartSec",
          "RestartPreventExitStatus",
          "TimeoutStartSec",
          "TimeoutStopSec",
          "TimeoutAbortSec",
          "WatchdogSec",
          "WatchdogSignal",
          "OOMPolicy");

  private AsService() {}

  /** Whether this process may use systemd, and the unit exists. */
  public static boolean possible() {
    return "root".equals(System.getProperty("user.name"))
        && Files.isDirectory(Path.of("/run/systemd/system"))
        && !unit().isEmpty();
  }

  /**
   * The findings of the checks there.
   *
   * @throws IOException with systemd's message, when the checks could not be run
   */
  public static List<Finding> examine(Path configuration) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("systemd-run", "--quiet", "--wait", "--pipe", "--collect"));
    for (String property : properties(unit())) {
      command.add("-p");
      command.add(property);
    }
    command.addAll(
        List.of("/usr/bin/ixpqos", "doctor", "--here", "--json", "-c", configuration.toString()));
    Ended ended = run(command);
    try {
      Finding[] findings = new Gson().fromJson(ended.out(), Finding[].class);
      if (findings != null) {
        return List.of(findings);
      }
    } catch (JsonParseException e) {
      // reported below
    }
    throw new IOException(
        ended.err().lines().findFirst().orElse("systemd-run ended with " + ended.code()));
  }

  /** The unit and its drop-ins, in the order in which systemd reads them; empty without one. */
  private static String unit() {
    try {
      Ended ended = run(List.of("systemctl", "cat", UNIT));
      return ended.code() == 0 ? ended.out() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** The lines of the section that a transient unit takes as they are (systemd.syntax(7)). */
  static List<String> properties(String unit) {
    List<String> properties = new ArrayList<>();
    boolean service = false;
    String open = "";
    for (String raw : unit.lines().toList()) {
      String line = open + raw.strip();
      if (line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      if (line.endsWith("\\")) {
        open = line.substring(0, line.length() - 1) + " ";
        continue;
      }
      open = "";
      if (line.startsWith("[")) {
        service = line.equals("[Service]");
      } else if (service && line.indexOf('=') > 0) {
        String key = line.substring(0, line.indexOf('=')).strip();
        if (!LEFT_OUT.contains(key)) {
          properties.add(key + "=" + line.substring(line.indexOf('=') + 1).strip());
        }
      }
    }
    return properties;
  }

  /**
   * The differences, as findings: each check that is worse there than here.
   *
   * @param here the findings of this process
   */
  static List<Finding> differences(List<Finding> here, List<Finding> there) {
    List<Finding> differences = new ArrayList<>();
    for (Finding finding : there) {
      Optional<Finding.Level> level = worst(here, finding.check());
      boolean worse = level.isEmpty() || finding.level().compareTo(level.get()) > 0;
      if (finding.level() != Finding.Level.OK && worse) {
        differences.add(
            new Finding(
                finding.check(),
                finding.level(),
                "as the service, unlike in this shell: " + finding.found(),
                finding.why(),
                finding.mend()));
      }
    }
    return differences;
  }

  private static Optional<Finding.Level> worst(List<Finding> findings, String check) {
    return findings.stream()
        .filter(finding -> finding.check().equals(check))
        .map(Finding::level)
        .max(Enum::compareTo);
  }

  private record Ended(int code, String out, String err) {}

  private static Ended run(List<String> command) throws IOException, InterruptedException {
    Path err = Files.createTempFile("ixpqos-doctor", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectError(err.toFile())
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      return new Ended(code, out, Files.readString(err));
    } finally {
      Files.deleteIfExists(err);
    }
  }
}
