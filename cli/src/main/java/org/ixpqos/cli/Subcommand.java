package org.ixpqos.cli;

import java.util.concurrent.Callable;

/**
 * A subcommand of {@code ixpqos}, annotated as picocli's {@code @Command}. Modules name theirs in
 * {@code META-INF/services}, so a host with the probe alone has the probe's commands.
 */
public interface Subcommand extends Callable<Integer> {
  /**
   * Whether it is a service, whose output is its log. The log of every other command goes to
   * standard error.
   */
  default boolean logsToOutput() {
    return false;
  }
}
