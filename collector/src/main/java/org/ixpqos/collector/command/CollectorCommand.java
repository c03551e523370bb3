package org.ixpqos.collector.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.cli.Version;
import org.ixpqos.collector.Collector;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.config.ConfigException;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.service.ServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ixpqos collector}: runs until it is told to end. */
@Command(
    name = "collector",
    description =
        "Runs the collector: receives the probes' results, stores them, and shows the mesh.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ProbeCommand.class,
      KeyCommand.class,
      UserCommand.class,
      CertificateCommand.class,
      StoreCheckCommand.class,
      StoreBackupCommand.class,
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

  private final ServiceManager manager = new ServiceManager();

  @Override
  public boolean logsToOutput() {
    return true;
  }

  @Override
  public Integer call() throws InterruptedException {
    Collector collector = start(config());
    Thread stop = new Thread(() -> stop(collector), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    if (portFile != null) {
      writePort(collector.port());
    }
    log.info("ixpqos {} collects at {}", Version.current(), collector.uri());
    manager.ready("collecting at " + collector.uri());
    new CountDownLatch(1).await(); // SIGTERM ends the JVM, and the hook the collector
    return ExitCode.OK;
  }

  private CollectorConfig config() {
    try {
      return CollectorConfig.read(directory);
    } catch (ConfigException e) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION, "the configuration can't be used:\n" + e.getMessage());
    }
  }

  private static Collector start(CollectorConfig config) {
    try {
      return Collector.start(
          config, new Timekeeper(Clock.systemUTC(), System::nanoTime, Version.built()));
    } catch (Exception e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "can't start: " + e.getMessage() + "\nThat was the " + config);
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
