package org.ixpqos.daemon.command;

import java.util.Arrays;
import org.ixpqos.daemon.round.FakeEchoEngine;
import picocli.CommandLine;

/** {@code ixpqos ping} without a network, whose peers never answer; a process of its own. */
public final class PingProcess {
  private PingProcess() {}

  /**
   * Prints when it has sent to so many hosts, and goes on until it is ended.
   *
   * @param arguments how many, and then those of the command
   */
  public static void main(String[] arguments) {
    FakeEchoEngine engine = new FakeEchoEngine();
    engine.answering = false;
    Thread telling =
        new Thread(
            () -> {
              while (engine.started.size() < Integer.parseInt(arguments[0])) {
                Thread.onSpinWait();
              }
              System.err.println("sent");
            });
    telling.setDaemon(true);
    telling.start();
    String[] its = Arrays.copyOfRange(arguments, 1, arguments.length);
    System.exit(new CommandLine(new PingCommand(() -> engine)).execute(its));
  }
}
