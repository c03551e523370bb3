package org.ixpqos.collector.command;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ixpqos collector status}. */
@Command(
    name = "status",
    description =
        "Asks the running collector how it is: store, clock, lists, sinks, probes, problems. As"
            + " root, for its key. Exits with 1 when uploads are not stored or nobody answers.",
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Subcommand {
  private static final String PATH = "api/v1/conf/status";

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "DIR",
      description = "Directory of collector.json. Default: ${DEFAULT-VALUE}.")
  private Path directory = Path.of("/etc/ixpqos");

  @Option(names = "--json", description = "Print the collector's own JSON.")
  private boolean json;

  @Option(names = "--all", description = "List every probe, not only those with a notice.")
  private boolean all;

  @Option(names = "--port", description = "Ask at this port (default: the one in collector.json).")
  private Integer port;

  @Override
  public Integer call() throws InterruptedException {
    CollectorConfig config = config();
    int at = port == null ? config.http().port() : port;
    if (at < 1 || at > 65_535) {
      throw new ParameterException(spec.commandLine(), "--port: allowed are 1 to 65535");
    }
    LocalApi api = new LocalApi(config, at);
    String body = ask(api);
    StatusText.Status status;
    try {
      status = new Gson().fromJson(body, StatusText.Status.class);
    } catch (JsonParseException e) {
      throw notACollector(api);
    }
    if (status == null || status.server_time() == null) {
      throw notACollector(api);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(body);
    } else {
      StatusText.print(status, api.uri().toString(), all, out);
    }
    return status.ready() ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** While the file has an error, the collector runs with the last good one. */
  private CollectorConfig config() {
    try {
      return CollectorConfig.read(directory);
    } catch (ConfigException e) {
      return CollectorConfig.lastGood(directory)
          .orElseThrow(
              () ->
                  new CommandFailure(
                      ExitCode.CONFIGURATION,
                      "where the collector is and its key (of root's) are not known:\n"
                          + e.getMessage()));
    }
  }

  private static String ask(LocalApi api) throws InterruptedException {
    HttpResponse<String> answer;
    try {
      answer = api.get(PATH);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "no collector answers at "
              + api.uri()
              + " ("
              + reason(e)
              + "): start it with 'systemctl start ixpqos-collector', and see 'journalctl -u"
              + " ixpqos-collector'");
    } catch (GeneralSecurityException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "the TLS certificate can't be used: " + e.getMessage());
    }
    return switch (answer.statusCode()) {
      case 200 -> answer.body();
      case 403 ->
          throw new CommandFailure(
              ExitCode.FAILURE,
              api.uri()
                  + " does not take the key of apiKeyFile: where that was edited, 'systemctl"
                  + " restart ixpqos-collector'; where \"certificateOnly\" is set no key is taken,"
                  + " and '"
                  + api.uri()
                  + "readyz' shows a part of it");
      case 404 -> throw notACollector(api);
      default ->
          throw new CommandFailure(
              ExitCode.FAILURE,
              api.uri() + " answers " + answer.statusCode() + ": " + answer.body().strip());
    };
  }

  private static String reason(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    return e.getClass().getSimpleName();
  }

  private static CommandFailure notACollector(LocalApi api) {
    return new CommandFailure(
        ExitCode.FAILURE,
        api.uri() + " does not answer as a collector of this version does: was it restarted?");
  }
}
