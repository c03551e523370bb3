package org.ixpqos.daemon.command;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.daemon.buffer.BufferView;
import org.ixpqos.model.wire.WireTime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ixpqos buffer quarantine}. */
@Command(
    name = "quarantine",
    description = "Prints each entry that a collector refused, and why; the oldest first.",
    mixinStandardHelpOptions = true)
final class BufferQuarantine implements Subcommand {
  @Spec private CommandSpec spec;
  @Mixin private BufferOption buffer;

  @Option(
      names = "--json",
      description = "One JSON object a line, as 'ixpqos buffer import' reads.")
  private boolean json;

  @Override
  public Integer call() {
    Path file = buffer.file();
    PrintWriter out = spec.commandLine().getOut();
    try (BufferView view = BufferOption.view(file)) {
      view.quarantine(
          refused -> {
            JsonObject line = BufferLine.of(refused.found());
            if (json) {
              line.addProperty("collector", refused.collector());
              line.addProperty("reason", refused.reason());
              out.println(line);
            } else {
              out.printf(
                  Locale.ROOT,
                  "%s  %s %s of %s: %s%n      %s%n",
                  WireTime.format(refused.found().entry().at()),
                  refused.collector(),
                  line.get("kind").getAsString(),
                  refused.found().source(),
                  refused.reason(),
                  refused.found().entry().json());
            }
          });
      out.flush();
      return ExitCode.OK;
    } catch (SQLException e) {
      throw BufferOption.unreadable(file, e);
    }
  }
}
