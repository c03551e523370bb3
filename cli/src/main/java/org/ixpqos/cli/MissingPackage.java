package org.ixpqos.cli;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which package has a command that is not installed here. */
public final class MissingPackage {
  private static final Map<String, Set<String>> COMMANDS =
      Map.of(
          "ixpqos-probe",
          Set.of("buffer", "check", "daemon", "demo", "doctor", "ping", "setup", "status"),
          "ixpqos-collector",
          Set.of("collector"));

  private MissingPackage() {}

  /** What to do about a command that this host does not have; empty when no package has it. */
  public static Optional<String> advice(String command) {
    return COMMANDS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(command))
        .map(Map.Entry::getKey)
        .findFirst()
        .map(
            name ->
                "'ixpqos "
                    + command
                    + "' is in the package "
                    + name
                    + ", which is not installed here: apt install "
                    + name);
  }

  /** Whether this host has a command. */
  public static boolean has(String command) {
    return Main.commandLine().getSubcommands().containsKey(command);
  }
}
