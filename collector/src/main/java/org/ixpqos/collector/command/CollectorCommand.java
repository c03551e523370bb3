package org.ixpqos.collector.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.cli.Version;
import org.ixpqos.collector.Collector;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.Counted;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.service.ServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ixpqos collector}: runs until it receives a signal to end. */
@Command(
    name = "collector",
    description =
        "Runs the collector: receives the probes' results, stores them, and shows the mesh.",
    mixinStandardHelpOptions = true,
    subcommands = {
      StatusCommand.class,
      ProbeCommand.class,
      KeyCommand.class,
      UserCommand.class,
      CertificateCommand.class,
      CheckConfigCommand.class,
      StoreCheckCommand.class,
      StoreBackupCommand.class,
      RestoreCommand.class,
      StoreExportCommand.class
    })
public final class CollectorCommand implements Subcommand {
  private static final Logger log = LoggerFactory.getLogger(CollectorCommand.class);

  @Option(
      names = "--config",
      paramLabel = "DIR",
      description = "Directory of collector.json. Default: ${DEFAULT-VALUE}.")
  private Path directory = Path.of("/etc/ixpqos");

  @Option(
      names = "--port-file",
      paramLabel = "FILE",
      description = "Write the port to this file when the collector listens on it.")
  private Path portFile;

  private static final long STATUS_S = 5;

  private final ServiceManager manager = new ServiceManager();

  @Override
  public boolean logsToOutput() {
    return true;
  }

  @Override
  public Integer call() throws InterruptedException {
    Optional<String> notice = Optional.empty();
    CollectorConfig config;
    try {
      config = CollectorConfig.read(directory);
    } catch (ConfigException e) {
      config = lastGood(e);
      notice = Optional.of(notUsed(e));
    }
    Collector collector = start(config);
    collector.follow(directory, notice);
    Thread stop = new Thread(() -> stop(collector), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    if (portFile != null) {
      writePort(collector.port());
    }
    log.info("ixpqos {} collects at {}", Version.current(), collector.uri());
    manager.ready(status(collector));
    CountDownLatch never = new CountDownLatch(1);
    while (!never.await(STATUS_S, TimeUnit.SECONDS)) { // SIGTERM ends the JVM, its hook the rest
      manager.status(status(collector));
    }
    return ExitCode.OK;
  }

  private static String status(Collector collector) {
    String summary = collector.summary();
    return "collecting at " + collector.uri() + (summary.isEmpty() ? "" : "; " + summary);
  }

  private static String notUsed(ConfigException e) {
    int more = e.problems().size() - 1;
    return "collector.json is not used, the last good one is: "
        + e.problems().get(0)
        + (more == 0 ? "" : " (and " + Counted.of(more, "more error") + ")");
  }

  /** A restart with an error in the file uses the last good configuration. */
  private CollectorConfig lastGood(ConfigException e) {
    CollectorConfig good =
        CollectorConfig.lastGood(directory)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "the configuration can't be used:\n" + e.getMessage()));
    e.problems().forEach(problem -> log.error("collector.json is not used: {}", problem));
    log.error(
        "the collector starts with the last good configuration; mend collector.json, it is read at"
            + " once, and look at it with 'ixpqos collector check-config'");
    return good;
  }

  private static Collector start(CollectorConfig config) {
    try {
      return Collector.start(
          config, new Timekeeper(Clock.systemUTC(), System::nanoTime, Version.built()));
    } catch (Exception e) {
      throw new CommandFailure(ExitCode.FAILURE, "can't start: " + StartFailure.text(e, config));
    }
  }

  private void stop(Collector collector) {
    manager.stopping();
    try {
      collector.stop();
      log.info("stopped; everything that was acknowledged is on the disk");
    } catch (Exception e) {
      log.error("stopped, but not in order; the store repairs itself at the next start", e);
    }
  }

  private void writePort(int port) {
    try {
      Path part = portFile.resolveSibling(portFile.getFileName() + ".part");
      Files.writeString(part, port + "\n");
      Files.move(part, portFile, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, "can't write the port to " + portFile + ": " + e);
    }
  }
}
