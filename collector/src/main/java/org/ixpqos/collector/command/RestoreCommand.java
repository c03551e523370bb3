package org.ixpqos.collector.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.collector.store.BackedUp;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreView;
import org.ixpqos.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos collector restore}. */
@Command(
    name = "restore",
    description =
        "Puts a backup in its place: the store, the other state, and the configuration, on this"
            + " host or on a new one. Changes nothing unless all of it can be done, and nothing"
            + " that is in use, or is another than a new package's, without --replace.",
    mixinStandardHelpOptions = true)
public final class RestoreCommand implements Subcommand {
  /** The suffix of the files that were there before. */
  static final String BEFORE = ".before-restore";

  @Spec private CommandSpec spec;
  @Mixin private StoreOption option;

  @Parameters(paramLabel = "FILE", description = "What 'ixpqos collector backup' wrote.")
  private Path file;

  @Option(
      names = "--replace",
      description =
          "Replace what is there and differs; it is kept beside under a name that ends with "
              + BEFORE
              + ".")
  private boolean replace;

  /** The content of the backup, and its destinations. */
  private record Plan(
      Optional<BackedUp> beside, String last, Path store, Map<String, Path> places) {
    Path database() {
      return store.resolve(SqliteStore.FILE);
    }

    Map<Path, BackedUp.Saved> files() {
      Map<Path, BackedUp.Saved> files = new TreeMap<>();
      beside
          .map(BackedUp::files)
          .orElse(Map.of())
          .forEach(
              (name, saved) -> {
                if (places.containsKey(name)) {
                  files.put(places.get(name), saved);
                }
              });
      return files;
    }
  }

  @Override
  public Integer call() {
    try {
      Plan plan = plan();
      List<String> conflicts = conflicts(plan);
      if (!conflicts.isEmpty()) {
        throw new CommandFailure(
            ExitCode.FAILURE, "nothing was changed:\n" + String.join("\n", conflicts));
      }
      RestoredFiles files = new RestoredFiles(plan.store());
      files.makeDirectory();
      files.prepareStore(file);
      for (Map.Entry<Path, BackedUp.Saved> one : plan.files().entrySet()) {
        if (!StateOfCollector.text(one.getKey()).equals(one.getValue().text())) {
          files.put(one.getKey(), one.getValue());
        }
      }
      files.putStore(plan.database());
      print(plan);
      return ExitCode.OK;
    } catch (SQLException e) {
      throw new CommandFailure(ExitCode.FAILURE, file + " can't be read: " + e.getMessage());
    } catch (AccessDeniedException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, e.getMessage() + " may not be written: run this as root");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, "not all was restored: " + e);
    }
  }

  private Plan plan() throws SQLException, IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(ExitCode.FAILURE, "there is no file " + file);
    }
    try (StoreView view = StoreView.openFile(file)) {
      Optional<String> unusable = view.unusable();
      if (unusable.isPresent()) {
        throw new CommandFailure(ExitCode.FAILURE, file + " can't be restored: " + unusable.get());
      }
      Optional<BackedUp> beside = view.backedUp();
      Path config = option.config();
      BackedUp.Saved saved =
          beside.map(BackedUp::files).orElse(Map.of()).get(StateOfCollector.COLLECTOR);
      String text =
          saved == null
              ? StateOfCollector.text(config.resolve(CollectorConfig.FILE))
              : saved.text();
      Path store = option.given().orElse(StateOfCollector.store(config, text));
      return new Plan(
          beside,
          view.lastPost().map(Object::toString).orElse("never"),
          store,
          StateOfCollector.files(config, text, store));
    }
  }

  private List<String> conflicts(Plan plan) throws SQLException, IOException {
    List<String> conflicts = new ArrayList<>();
    Path there = plan.database();
    if (StoreLock.isHeld(there)) {
      conflicts.add(
          there + " is in use: stop the collector first, systemctl stop ixpqos-collector");
    }
    if (replace) {
      return conflicts;
    }
    if (Files.exists(there)) {
      try (StoreView view = StoreView.openFile(there)) {
        if (!view.isEmpty()) {
          conflicts.add(
              there
                  + " has results, the newest of "
                  + view.lastPost().map(Object::toString).orElse("no known time")
                  + "; the backup's are until "
                  + plan.last()
                  + ": --replace puts the backup in its place, and keeps it beside");
        }
      }
    }
    for (Map.Entry<Path, BackedUp.Saved> one : plan.files().entrySet()) {
      Path place = one.getKey();
      String text = StateOfCollector.text(place);
      if (!text.isEmpty() && !text.equals(one.getValue().text()) && !isShipped(place, text)) {
        conflicts.add(
            place + " is another than the backup's: --replace replaces it, and keeps it beside");
      }
    }
    return conflicts;
  }

  /** Whether a file is unchanged from the package, so that it can be replaced. */
  private static boolean isShipped(Path place, String text) throws IOException {
    return text.equals(ShippedConfiguration.text(place.getFileName().toString()));
  }

  private void print(Plan plan) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("restored in " + plan.store() + ": the store, with results until " + plan.last());
    plan.files().keySet().forEach(path -> err.println("restored " + path));
    if (plan.beside().isEmpty()) {
      err.println(
          "the backup is the store alone, of an earlier version: keys, users, lists and settings"
              + " are not in it");
    } else {
      err.println(
          "results that the collector acknowledged after "
              + plan.beside().get().made()
              + " are not in it; neither are TLS keys and the token files of sinks");
    }
    try {
      CollectorConfig.read(option.config());
      err.println("next: systemctl start ixpqos-collector");
    } catch (ConfigException e) {
      err.println("before it starts, correct:\n" + e.getMessage());
    }
  }
}
