package org.ixpqos.collector.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.cli.Version;
import org.ixpqos.collector.store.BackedUp;
import org.ixpqos.collector.store.StoreView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos collector backup}. */
@Command(
    name = "backup",
    description =
        "Copies all that the collector has, as it is at this moment, while it runs: the store, the"
            + " keys, users and denied certificates, what was decided about probes, collector.json,"
            + " both lists and the API key. FILE is there only once all of it is on the disk. To"
            + " restore: ixpqos collector restore FILE.",
    mixinStandardHelpOptions = true)
public final class StoreBackupCommand implements Subcommand {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Spec private CommandSpec spec;
  @Mixin private StoreOption store;

  @Parameters(
      paramLabel = "FILE|DIR",
      description =
          "File to write, which must not exist; or a directory, in which the file is named after"
              + " the moment.")
  private Path to;

  @Option(names = "--replace", description = "Replace FILE when the copy is complete.")
  private boolean replace;

  @Override
  public Integer call() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Path file =
        Files.isDirectory(to) ? to.resolve("ixpqos-collector-" + STAMP.format(now) + ".db") : to;
    if (Files.exists(file) && !replace) {
      throw new CommandFailure(
          ExitCode.FAILURE, file + " exists: take another name, or use --replace");
    }
    try (StoreView view = store.open(StoreView::openAny)) {
      // before the store: a change of names that has begun is repeated after a restore
      BackedUp beside = new BackedUp(now, Version.current(), files());
      view.copy(file, beside);
      spec.commandLine()
          .getErr()
          .println(
              file
                  + ": "
                  + Files.size(file) / 1000
                  + " kB, the store and "
                  + String.join(", ", beside.files().keySet()));
      return ExitCode.OK;
    } catch (SQLException | IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          store.file() + " can't be copied to " + file + ": " + e + "; is there room, and may it?");
    }
  }

  private Map<String, BackedUp.Saved> files() throws IOException {
    Path config = store.config();
    String text = StateOfCollector.text(config.resolve("collector.json"));
    Map<String, BackedUp.Saved> files = new TreeMap<>();
    PrintWriter err = spec.commandLine().getErr();
    for (Map.Entry<String, Path> one :
        StateOfCollector.files(config, text, store.file().getParent()).entrySet()) {
      if (one.getKey().startsWith("config/") && text.isEmpty()) {
        continue; // a store elsewhere: it has no configuration
      }
      try {
        if (Files.exists(one.getValue())) {
          files.put(one.getKey(), StateOfCollector.saved(one.getValue()));
        }
      } catch (AccessDeniedException e) {
        err.println(
            "not in it: " + one.getValue() + ", which may not be read: run this as root for all");
      }
    }
    return files;
  }
}
