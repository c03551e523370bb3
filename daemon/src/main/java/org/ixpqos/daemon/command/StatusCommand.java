package org.ixpqos.daemon.command;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Durations;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.daemon.status.DaemonStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ixpqos status}: shows the state of the running daemon. */
@Command(
    name = "status",
    description = "Asks the running daemon for its state and prints it as a table.",
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Subcommand {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(names = "--json", description = "Print the daemon's own JSON.")
  private boolean json;

  @Option(
      names = "--port",
      description = "Ask at this loopback port (default: the one in daemon.json).")
  private Integer port;

  @Override
  public Integer call() throws InterruptedException {
    URI url = url();
    String body;
    try {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(
                  HttpRequest.newBuilder(url).timeout(PATIENCE).build(),
                  HttpResponse.BodyHandlers.ofString());
      body = response.body();
      if (response.statusCode() != 200) {
        throw new CommandFailure(
            ExitCode.FAILURE, url + " answers " + response.statusCode() + ": is it the daemon?");
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "no daemon answers at "
              + url
              + ": start it with 'systemctl start ixpqos-probe', or give its port with --port");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(body);
      return ExitCode.OK;
    }
    try {
      print(new Gson().fromJson(body, DaemonStatus.class), out);
    } catch (JsonParseException e) {
      throw new CommandFailure(ExitCode.FAILURE, url + " does not answer as a daemon does");
    }
    return ExitCode.OK;
  }

  private URI url() {
    if (port != null) {
      if (port < 1 || port > 65_535) {
        throw new ParameterException(
            spec.commandLine(), "--port " + port + ": allowed are 1 to 65535");
      }
      return URI.create("http://127.0.0.1:" + port + "/status");
    }
    ConfigurationLoader.Places places =
        new ConfigurationLoader(config.directory(), new QuartzCron()).places();
    places.warn(spec.commandLine().getErr());
    String address = places.status().address();
    String host = address.contains(":") ? "[" + address + "]" : address;
    return URI.create("http://" + host + ":" + places.status().port() + "/status");
  }

  private static void print(DaemonStatus status, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s  ixpqos %s, pid %d, since %s%n",
        status.name(),
        status.version(),
        status.pid(),
        status.started_at());
    out.printf(Locale.ROOT, "  %s%n", status.state());
    status
        .configuration()
        .problems()
        .forEach(problem -> out.printf(Locale.ROOT, "  ! %s%n", problem));
    printClock(status.clock(), out);
    out.printf(
        Locale.ROOT,
        "  configuration %s of %s%n",
        status.configuration().version(),
        status.configuration().loaded_at());
    status
        .scheduler()
        .entries()
        .forEach(
            entry ->
                out.printf(
                    Locale.ROOT,
                    "  entry %s: %s, next firing %s%n",
                    entry.entry(),
                    Counted.of(entry.peers(), "peer"),
                    entry.next()));
    out.printf(
        Locale.ROOT,
        "  engine: %s, %s in flight; packets: %s%n",
        counts(status.engine().sockets()),
        Counted.of(status.engine().rounds_in_flight(), "round"),
        counts(status.engine().packets()));
    out.printf(
        Locale.ROOT,
        "  buffer: %s, %d kB, oldest %s, %s dropped, %d in quarantine%n",
        BufferCommand.entries(status.buffer().entries()),
        status.buffer().bytes() / 1000,
        status.buffer().oldest() == null ? "none" : age(status.buffer().oldest()),
        Counted.of(status.buffer().dropped(), "round"),
        status.buffer().quarantined());
    if (!status.buffer().trouble().isEmpty()) {
      out.printf(
          Locale.ROOT,
          "  ! the disk does not take results, %s held in memory: %s; free space or mend the"
              + " disk%n",
          Counted.of(status.buffer().held_in_memory(), "entry is", "entries are"),
          status.buffer().trouble());
    }
    status.collectors().forEach(collector -> print(collector, out));
    for (DaemonStatus.NotSent cause : list(status.not_sent())) {
      out.printf(
          Locale.ROOT,
          "  ! nothing is sent to %s (%s), such as %s: %s%n",
          Counted.of(cause.peers(), "peer"),
          cause.cause(),
          cause.example(),
          cause.advice());
    }
    if (!status.peers().isEmpty()) {
      out.printf(
          Locale.ROOT,
          "%n%-12s %-16s %-4s %-24s %9s %11s %11s  %-9s %s%n",
          "SCHEDULE",
          "PEER",
          "IP",
          "ADDRESS",
          "LOSS",
          "MEDIAN ms",
          "JITTER ms",
          "SEEN",
          "STAMPS");
    }
    for (DaemonStatus.Peer peer : status.peers()) {
      out.printf(
          Locale.ROOT,
          "%-12s %-16s %-4s %-24s %9s %11s %11s  %-9s %s%n",
          peer.schedule(),
          peer.name(),
          "v" + peer.proto(),
          peer.address(),
          peer.loss() == null
              ? "unknown"
              : String.format(Locale.ROOT, "%.2f %%", peer.loss() * 100),
          millis(peer.median_ms()),
          millis(peer.jitter_ms()),
          age(peer.time()),
          peer.timestamps().isEmpty() ? peer.reason() : peer.timestamps());
    }
  }

  /** A daemon of an older version does not report its clock. */
  private static void printClock(DaemonStatus.Clock clock, PrintWriter out) {
    if (clock != null) {
      boolean wrong = clock.state().equals("unset") || clock.state().equals("contradicted");
      out.printf(
          Locale.ROOT,
          "  %sclock %s%s%n",
          wrong ? "! " : "",
          clock.state(),
          clock.trouble().isEmpty() ? "" : ": " + clock.trouble());
    }
  }

  private static void print(DaemonStatus.Delivery collector, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  collector %s: %s waiting, %d stored, last success %s%s%s%n",
        collector.name(),
        Counted.of(collector.waiting(), "result"),
        collector.accepted() + collector.duplicates(),
        collector.last_success() == null ? "never" : age(collector.last_success()),
        collector.refused_for_time() == 0
            ? ""
            : ", " + collector.refused_for_time() + " refused for their time and kept",
        collector.trouble().isEmpty() ? "" : " ! " + collector.trouble());
    if (collector.clock() != null && !collector.clock().isEmpty()) {
      out.printf(Locale.ROOT, "    ! %s: check NTP on both hosts%n", collector.clock());
    }
  }

  private static <T> List<T> list(List<T> values) {
    return values == null ? List.of() : values;
  }

  private static String counts(Map<String, ?> values) {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String millis(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String age(String time) {
    Duration age = Duration.between(Instant.parse(time), Instant.now());
    return Durations.age(age) + " ago";
  }
}
