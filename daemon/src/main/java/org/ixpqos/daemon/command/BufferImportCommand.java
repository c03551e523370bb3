package org.ixpqos.daemon.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.daemon.buffer.BufferImport;
import org.ixpqos.daemon.buffer.BufferView.Found;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos buffer import}. */
@Command(
    name = "import",
    description = {
      "Puts an export back into the buffer, to be delivered to every collector. The daemon must be"
          + " stopped meanwhile.",
      "A collector stores each round once, so repeated rounds do no harm."
    },
    mixinStandardHelpOptions = true)
final class BufferImportCommand implements Subcommand {
  @Spec private CommandSpec spec;
  @Mixin private BufferOption buffer;

  @Parameters(paramLabel = "FILE", description = "A file that 'ixpqos buffer export' wrote.")
  private Path from;

  @Override
  public Integer call() throws IOException {
    int lines = check();
    Path directory = buffer.directory();
    if (!Files.exists(directory.resolve("buffer.db"))) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "there is no buffer in " + directory + ": start the daemon once, and stop it again");
    }
    try (BufferedReader text = Files.newBufferedReader(from, StandardCharsets.UTF_8);
        BufferImport into = open(directory)) {
      for (String line = text.readLine(); line != null; line = text.readLine()) {
        if (!line.isBlank()) {
          Found found = BufferLine.read(line).orElseThrow();
          into.add(found.source(), found.entry());
        }
      }
      into.commit();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          e instanceof NoSuchFileException ? from + " is not there" : e.getMessage());
    } catch (SQLException e) {
      throw BufferOption.unreadable(directory.resolve("buffer.db"), e);
    }
    spec.commandLine().getErr().printf(Locale.ROOT, "%s imported%n", BufferCommand.entries(lines));
    return ExitCode.OK;
  }

  private static BufferImport open(Path directory) throws IOException, SQLException {
    StateOwner.become(directory);
    return BufferImport.into(directory);
  }

  /** Reads all of it first: a file that is not an export changes nothing. */
  private int check() throws IOException {
    int number = 0;
    int lines = 0;
    try (BufferedReader text = Files.newBufferedReader(from, StandardCharsets.UTF_8)) {
      for (String line = text.readLine(); line != null; line = text.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        if (BufferLine.read(line).isEmpty()) {
          throw new CommandFailure(
              ExitCode.FAILURE,
              from
                  + " line "
                  + number
                  + " is not of an export; each line needs kind, source, time and json. Nothing was"
                  + " imported");
        }
        lines++;
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.FAILURE, "there is no " + from);
    }
    return lines;
  }
}
