package org.ixpqos.daemon.command;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.config.Counted;
import org.ixpqos.daemon.buffer.BufferView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos buffer export}. */
@Command(
    name = "export",
    description =
        "Writes the waiting entries, one JSON object per line: kind, source, time, json. The buffer"
            + " keeps them.",
    mixinStandardHelpOptions = true)
final class BufferExport implements Subcommand {
  @Spec private CommandSpec spec;
  @Mixin private BufferOption buffer;

  @Option(
      names = "--file",
      paramLabel = "BUFFER",
      description = "Read this file, such as one that the daemon set aside, as far as possible.")
  private Path file;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "File to write (default: standard output).")
  private Path to;

  @Override
  public Integer call() throws IOException {
    Path from = file == null ? buffer.file() : file;
    // opened first: the next step gives up root's rights
    try (PrintWriter out =
            to == null
                ? spec.commandLine().getOut()
                : new PrintWriter(
                    new BufferedWriter(Files.newBufferedWriter(to, StandardCharsets.UTF_8)));
        BufferView view = BufferOption.view(from)) {
      AtomicLong lines = new AtomicLong();
      view.entries(
          found -> {
            out.println(BufferLine.of(found));
            lines.incrementAndGet();
          });
      if (out.checkError()) {
        throw new CommandFailure(
            ExitCode.FAILURE, "the export can't be written to its end: is there room?");
      }
      PrintWriter err = spec.commandLine().getErr();
      err.printf(Locale.ROOT, "%s exported%n", BufferCommand.entries(lines.get()));
      if (view.unreadable() > 0) {
        err.printf(
            Locale.ROOT,
            "%s of %s can't be read; their content is lost%n",
            Counted.of(view.unreadable(), "part"),
            from);
        return ExitCode.FAILURE;
      }
      return ExitCode.OK;
    } catch (SQLException e) {
      throw BufferOption.unreadable(from, e);
    }
  }
}
