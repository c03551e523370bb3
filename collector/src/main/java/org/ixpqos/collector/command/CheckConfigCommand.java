package org.ixpqos.collector.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.collector.api.PublishedLists;
import org.ixpqos.collector.http.HttpConfig;
import org.ixpqos.collector.http.TlsFiles;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.Counted;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.service.tls.Pem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ixpqos collector check-config}. */
@Command(
    name = "check-config",
    description =
        "Checks collector.json, the lists, the TLS files, the files of sinks and where it listens,"
            + " as a start would, beside a running collector or without. Changes nothing. Exits"
            + " with 78 when a start would refuse it.",
    mixinStandardHelpOptions = true)
public final class CheckConfigCommand implements Subcommand {
  private static final String SERVICE = "ixpqos-collector";
  private static final int FIRST_FREE_PORT = 1024;

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "DIR",
      description = "Directory of collector.json. Default: ${DEFAULT-VALUE}.")
  private Path directory = Path.of("/etc/ixpqos");

  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  @Override
  public Integer call() {
    try {
      CollectorConfig config = CollectorConfig.read(directory);
      checkLists(config);
      checkFiles(config);
      checkAddress(config.http());
    } catch (ConfigException e) {
      e.problems().forEach(problem -> problems.add(problem.toString()));
    }
    PrintWriter out = spec.commandLine().getOut();
    notes.forEach(note -> out.println("note: " + note));
    problems.forEach(out::println);
    out.println(
        directory.resolve(CollectorConfig.FILE)
            + ": "
            + (problems.isEmpty() ? "all is well" : Counted.of(problems.size(), "problem")));
    return problems.isEmpty() ? ExitCode.OK : ExitCode.CONFIGURATION;
  }

  private void checkLists(CollectorConfig config) {
    PublishedLists lists =
        new PublishedLists(
            config.probesFile(), config.scheduleFile(), new QuartzCron(), Optional.empty());
    lists.problems().forEach(problem -> problems.add(problem.toString()));
    if (lists.problems().isEmpty() && !lists.listing().isPublished()) {
      notes.add(config.probesFile() + " lists no probe: every probe that posts counts");
    }
  }

  private void checkFiles(CollectorConfig config) {
    ServiceAccount service = ServiceAccount.of(SERVICE);
    List<Path> files = new ArrayList<>();
    files.add(directory.resolve(CollectorConfig.FILE));
    for (Path list : List.of(config.probesFile(), config.scheduleFile())) {
      if (Files.exists(list)) {
        files.add(list);
      }
    }
    config
        .sinks()
        .forEach(
            sink -> {
              sink.access().secret().ifPresent(secret -> files.add(secret.file()));
              sink.access().caFile().ifPresent(files::add);
            });
    Optional<TlsFiles> tls = config.http().tls();
    tls.ifPresent(
        its -> {
          files.add(its.certificate());
          files.add(its.key());
          its.clientCa().ifPresent(files::add);
        });
    int before = problems.size();
    files.forEach(file -> service.refusal(file).ifPresent(problems::add));
    if (tls.isPresent() && problems.size() == before) {
      checkTls(tls.get());
    }
  }

  private void checkTls(TlsFiles tls) {
    try {
      Pem.keyStore(tls.certificate(), tls.key(), "none");
      if (tls.clientCa().isPresent()) {
        Pem.trustStore(tls.clientCa().get());
      }
    } catch (IOException | GeneralSecurityException e) {
      problems.add(
          "tls: " + tls.certificate() + " and " + tls.key() + " can't be used: " + e.getMessage());
    }
  }

  private void checkAddress(HttpConfig http) {
    if (http.port() > 0 && http.port() < FIRST_FREE_PORT) {
      notes.add(
          "listen: port "
              + http.port()
              + " is below 1024, which the service may use with"
              + " /usr/share/doc/ixpqos-common/examples/ixpqos-collector-port-443.conf alone");
    }
    try (ServerSocket any = new ServerSocket()) {
      any.bind(new InetSocketAddress(InetAddress.getByName(http.address()), 0));
    } catch (BindException e) {
      problems.add(
          "listen: "
              + http.address()
              + " is no address of this host ("
              + e.getMessage()
              + "); 'ip address' shows those that are");
    } catch (IOException e) {
      problems.add("listen: " + http.address() + " can't be listened at: " + e);
    }
  }
}
