package org.ixpqos.collector.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.collector.life.LifeChange;
import org.ixpqos.collector.life.LifeChange.Action;
import org.ixpqos.collector.life.Lives;
import org.ixpqos.collector.life.LivesFile;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreView;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos collector probe}: lists, renames, merges, retires and deletes probes. */
@Command(
    name = "probe",
    description =
        "Lists probes, renames, merges, retires and forgets them, with or without a running"
            + " collector.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ProbeCommand.Show.class,
      ProbeCommand.Rename.class,
      ProbeCommand.Merge.class,
      ProbeCommand.Retire.class,
      ProbeCommand.Forget.class
    })
public final class ProbeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, rename, merge, retire or forget?");
  }

  /** The data of the store, the lists and earlier commands. */
  private record State(LifeChange.Known known, Map<String, Integer> pairs, LivesFile file) {
    static State of(StateOption option) {
      StateOption.Place place = option.place();
      if (!place.directory().resolve(SqliteStore.FILE).toFile().exists()) {
        throw new CommandFailure(
            ExitCode.FAILURE,
            "there is no store in " + place.directory() + ": has the collector run once?");
      }
      LivesFile file = new LivesFile(place.directory());
      try (StoreView view = StoreView.open(place.directory())) {
        Lives lives = file.read();
        return view.ask(
            reader ->
                new State(
                    new LifeChange.Known(
                        reader.heard(),
                        reader.measured().keySet(),
                        reader.began(),
                        lives,
                        place.listing()),
                    reader.measured(),
                    file));
      } catch (SQLException e) {
        throw new CommandFailure(
            ExitCode.FAILURE,
            "the store in " + place.directory() + " can't be read: " + e.getMessage());
      } catch (IOException e) {
        throw option.failure(e);
      }
    }
  }

  private static int take(CommandSpec spec, StateOption option, LifeChange change, String what) {
    State state = State.of(option);
    Instant now = Instant.now();
    Optional<String> refusal = change.refusal(state.known(), now);
    if (refusal.isPresent()) {
      throw new CommandFailure(ExitCode.FAILURE, refusal.get());
    }
    try {
      state.file().take(change, now);
    } catch (IOException e) {
      throw option.failure(e);
    }
    spec.commandLine()
        .getErr()
        .println(
            what
                + ": a running collector does it within seconds, one that does not run when it"
                + " starts");
    return ExitCode.OK;
  }

  /** {@code probe rename}. */
  @Command(
      name = "rename",
      description =
          "Gives the history of a probe to its new name. What still comes under the old name, such"
              + " as rows that waited, is stored under the new one.",
      mixinStandardHelpOptions = true)
  static final class Rename implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Parameters(index = "0", paramLabel = "OLD", description = "The name that it had.")
    private String from;

    @Parameters(index = "1", paramLabel = "NEW", description = "The name that it has.")
    private String to;

    @Override
    public Integer call() {
      return take(
          spec, state, new LifeChange(Action.RENAME, from, to), from + " is " + to + " now");
    }
  }

  /** {@code probe merge}. */
  @Command(
      name = "merge",
      description =
          "Joins the history of a probe with that of another, round by round. It can't be undone.",
      mixinStandardHelpOptions = true)
  static final class Merge implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Parameters(index = "0", paramLabel = "FROM", description = "The name that ends.")
    private String from;

    @Parameters(index = "1", paramLabel = "INTO", description = "The name that stays.")
    private String to;

    @Override
    public Integer call() {
      return take(
          spec, state, new LifeChange(Action.MERGE, from, to), from + " becomes a part of " + to);
    }
  }

  /** {@code probe retire}. */
  @Command(
      name = "retire",
      description =
          "Keeps the history of a probe and misses it no more. Where probes.json is published, a"
              + " probe that is taken out of it is retired without this.",
      mixinStandardHelpOptions = true)
  static final class Retire implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Parameters(paramLabel = "NAME")
    private String name;

    @Option(names = "--undo", description = "Let it count again.")
    private boolean undo;

    @Override
    public Integer call() {
      return take(
          spec,
          state,
          new LifeChange(undo ? Action.REINSTATE : Action.RETIRE, name, ""),
          name + (undo ? " counts again" : " is retired"));
    }
  }

  /** {@code probe forget}. */
  @Command(
      name = "forget",
      description =
          "Deletes all that is stored of a probe, also what others measured to it. It can't be"
              + " undone.",
      mixinStandardHelpOptions = true)
  static final class Forget implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    public Integer call() {
      return take(spec, state, new LifeChange(Action.FORGET, name, ""), name + " is deleted");
    }
  }

  /** {@code probe list}. */
  @Command(
      name = "list",
      description = "Lists the probes that are listed, stored or measured.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption option;

    @Override
    public Integer call() {
      State state = State.of(option);
      Instant now = Instant.now();
      Set<String> names = new TreeSet<>(state.known().heard().keySet());
      names.addAll(state.pairs().keySet());
      names.addAll(state.known().listing().probes());
      PrintWriter out = spec.commandLine().getOut();
      for (String name : names) {
        out.println(line(name, state, now));
      }
      return ExitCode.OK;
    }

    private static String line(String name, State state, Instant now) {
      Instant heard = state.known().heard().get(name);
      int pairs = state.pairs().getOrDefault(name, 0);
      List<String> notes = new ArrayList<>();
      Lives lives = state.known().lives();
      lives.former(name).forEach(old -> notes.add("was " + old));
      lives.renamed().stream()
          .filter(one -> one.from().equals(name) && !one.done())
          .forEach(one -> notes.add("is being renamed to " + one.to()));
      if (lives.forgotten().containsKey(name)) {
        notes.add("is being deleted");
      }
      return String.format(
              Locale.ROOT,
              "%-24s %-10s %-16s %-12s %s",
              name,
              kind(name, state.known()),
              heard == null
                  ? "never posted"
                  : "posted " + Durations.age(Duration.between(heard, now)) + " ago",
              Counted.of(pairs, "pair"),
              String.join(", ", notes))
          .stripTrailing();
    }

    private static String kind(String name, LifeChange.Known known) {
      if (known.listing().has(name)) {
        return "listed";
      }
      boolean retired = known.lives().retired().containsKey(name);
      if (retired) {
        return "retired";
      }
      return known.listing().isPublished() ? "not listed" : "counts";
    }
  }
}
