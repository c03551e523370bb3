package org.ixpqos.cli;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * An option before a subcommand's name counts as one after it: {@code buffer -c DIR show} is {@code
 * buffer show -c DIR}, with any number of names between. An option that the executed command does
 * not have is refused.
 */
final class GivenOptions {
  private GivenOptions() {}

  /**
   * Hands the options of each command down to its subcommands.
   *
   * @throws ParameterException when the command that runs has no such option
   */
  static void handDown(ParseResult parsed) {
    Map<String, OptionSpec> given = new HashMap<>();
    ParseResult at = parsed;
    while (at.hasSubcommand()) {
      at.matchedOptions().forEach(option -> given.put(option.longestName(), option));
      at = at.subcommand();
      CommandLine child = at.commandSpec().commandLine();
      for (OptionSpec option : given.values()) {
        OptionSpec same = child.getCommandSpec().findOption(option.longestName());
        if (same == null && !at.hasSubcommand()) {
          throw new ParameterException(
              child,
              option.longestName()
                  + " is no option of '"
                  + child.getCommandSpec().qualifiedName()
                  + "'");
        }
        if (same != null && !at.hasMatchedOption(same)) {
          same.setValue(option.getValue());
        }
      }
    }
  }
}
