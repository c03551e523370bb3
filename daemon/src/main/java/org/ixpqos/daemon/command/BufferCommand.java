package org.ixpqos.daemon.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Durations;
import org.ixpqos.daemon.buffer.BufferView;
import org.ixpqos.model.wire.WireTime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ixpqos buffer}: looks into the results that wait on disk. */
@Command(
    name = "buffer",
    description = "Shows the results that wait on disk, with or without a running daemon.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BufferCommand.Show.class,
      BufferQuarantine.class,
      BufferExport.class,
      BufferImportCommand.class
    })
public final class BufferCommand implements Subcommand {
  @Spec private CommandSpec spec;
  @Mixin private BufferOption buffer;

  @Override
  public Integer call() throws IOException {
    return show(buffer, spec);
  }

  /** The same by its name. */
  @Command(
      name = "show",
      description = "Prints depth, age, size, backlog of each collector, and quarantine.",
      mixinStandardHelpOptions = true)
  static final class Show implements Subcommand {
    @Spec private CommandSpec spec;
    @Mixin private BufferOption buffer;

    @Override
    public Integer call() throws IOException {
      return show(buffer, spec);
    }
  }

  private static int show(BufferOption buffer, CommandSpec spec) throws IOException {
    Path file = buffer.file();
    PrintWriter out = spec.commandLine().getOut();
    try (BufferView view = BufferOption.view(file)) {
      BufferView.Summary summary = view.summary();
      out.printf(Locale.ROOT, "%s%n", file);
      out.printf(Locale.ROOT, "  epoch       %s%n", summary.epoch());
      out.printf(Locale.ROOT, "  depth       %s%n", entries(summary.entries()));
      out.printf(Locale.ROOT, "  size        %d kB in use%n", summary.bytes() / 1000);
      out.printf(Locale.ROOT, "  oldest      %s%n", time(summary.oldest()));
      out.printf(Locale.ROOT, "  youngest    %s%n", time(summary.youngest()));
      out.printf(Locale.ROOT, "  dropped     %s%n", Counted.of(summary.dropped(), "round"));
      out.printf(
          Locale.ROOT,
          "  quarantine  %s%s%n",
          entries(summary.quarantined()),
          summary.quarantined() == 0 ? "" : ", see 'ixpqos buffer quarantine'");
      summary
          .waiting()
          .forEach(
              (collector, waiting) ->
                  out.printf(Locale.ROOT, "  %s: %s waiting%n", collector, entries(waiting)));
    } catch (SQLException e) {
      throw BufferOption.unreadable(file, e);
    }
    for (Path aside : setAside(file)) {
      out.printf(Locale.ROOT, "  set aside   %s%n", aside);
    }
    return ExitCode.OK;
  }

  static String entries(long count) {
    return Counted.of(count, "entry", "entries");
  }

  private static List<Path> setAside(Path file) throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files
          .filter(other -> other.getFileName().toString().matches(".*\\.set-aside-[^-]*Z"))
          .sorted()
          .toList();
    }
  }

  private static String time(Optional<Instant> time) {
    if (time.isEmpty()) {
      return "none";
    }
    Duration age = Duration.between(time.get(), Instant.now());
    return WireTime.format(time.get()) + ", " + Durations.age(age) + " ago";
  }
}
