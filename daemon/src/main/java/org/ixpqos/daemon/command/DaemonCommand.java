package org.ixpqos.daemon.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import jnr.constants.platform.Signal;
import jnr.posix.POSIXFactory;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.config.ConfigException;
import org.ixpqos.daemon.Daemon;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ixpqos daemon}: the resident probe. */
@Command(
    name = "daemon",
    description = {
      "Runs the resident probe: fires the schedule, measures all peers, buffers the results on"
          + " disk and delivers them to the collectors.",
      "SIGHUP reads the configuration again, SIGTERM stops the daemon."
    },
    mixinStandardHelpOptions = true)
public final class DaemonCommand implements Subcommand {
  private static final Logger log = LoggerFactory.getLogger(DaemonCommand.class);

  @Mixin private ConfigOption config;

  @Option(
      names = "--port-file",
      paramLabel = "FILE",
      description = "Write the port of /status and /metrics to FILE when the daemon listens on it.")
  private Path portFile;

  @Override
  public boolean logsToOutput() {
    return true;
  }

  @Override
  public Integer call() throws IOException, SchedulerException, InterruptedException {
    Daemon daemon;
    try {
      daemon = new Daemon(config.directory(), Engines.open(), Engines.resolver());
    } catch (ConfigException e) {
      e.problems().forEach(problem -> log.error("{}", problem));
      log.error(
          "the configuration can't be used: mend it, and validate it with 'ixpqos check {}'",
          config.directory());
      return ExitCode.CONFIGURATION;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, "the daemon can't start: " + e.getMessage());
    }
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  daemon.close();
                  closed.countDown();
                },
                "shutdown"));
    POSIXFactory.getJavaPOSIX().signal(Signal.SIGHUP, signal -> daemon.askReload());
    daemon.start();
    if (portFile != null) {
      Files.writeString(portFile, daemon.statusPort() + "\n");
    }
    closed.await();
    return ExitCode.OK;
  }
}
