package org.ixpqos.collector.command;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.store.StoreReader;
import org.ixpqos.collector.store.StoreView;
import org.ixpqos.config.Spelling;
import org.ixpqos.model.wire.WireTime;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ixpqos collector export}. */
@Command(
    name = "export",
    description =
        "Writes round results, or the statistics of hours, to the standard output, with or without"
            + " a running collector; in the order of time, with --hourly pair by pair.",
    mixinStandardHelpOptions = true)
public final class StoreExportCommand implements Subcommand {
  /** Checking for write errors flushes the output. */
  private static final int LINES_A_CHECK = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private StoreOption store;

  @Option(
      names = "--format",
      paramLabel = "csv|ndjson|line-protocol",
      description =
          "csv, with a header line; ndjson, with a round result as it was posted, and its source,"
              + " per line; or line-protocol, as InfluxDB takes it with precision=us. Default:"
              + " ${DEFAULT-VALUE}.")
  private RoundFormat format = RoundFormat.CSV;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = Moment.class,
      description =
          "The first moment, such as 2026-11-22T10:00:00Z, or a day, in UTC. Default: the oldest.")
  private Instant from = Instant.EPOCH;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "Export rounds before this moment. Default: all.")
  private Instant until = Instant.parse("9999-01-01T00:00:00Z");

  @Option(names = "--source", paramLabel = "NAME", description = "Only what this probe measured.")
  private String source;

  @Option(names = "--target", paramLabel = "NAME", description = "Only toward this probe.")
  private String target;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description = "Only what this entry of schedule.json measured.")
  private String schedule;

  @Option(names = "--proto", paramLabel = "4|6", description = "Only this IP version.")
  private Integer proto;

  @Option(
      names = "--hourly",
      description =
          "The statistics of each hour in place of its rounds, as csv or ndjson; they are kept"
              + " longer.")
  private boolean hourly;

  private long lines;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (proto != null && proto != 4 && proto != 6) {
      throw new ParameterException(spec.commandLine(), "--proto: 4 or 6");
    }
    if (hourly && format == RoundFormat.LINE_PROTOCOL) {
      throw new ParameterException(spec.commandLine(), "--hourly: as csv or ndjson");
    }
    try (StoreView view = store.open(StoreView::open)) {
      checkNames(view);
      if (hourly) {
        return exportHours(view, out);
      }
      format.header().ifPresent(line -> out.print(line + "\n"));
      view.rounds(
          this::wanted,
          from,
          until,
          (pair, row) -> {
            format.line(pair.source(), row).ifPresent(line -> out.print(line + "\n"));
            if (++lines % LINES_A_CHECK == 0) {
              check(out);
            }
          });
      check(out);
      return ExitCode.OK;
    } catch (SQLException e) {
      throw store.unreadable(e);
    }
  }

  private int exportHours(StoreView view, PrintWriter out) throws SQLException {
    if (format == RoundFormat.CSV) {
      out.print(HourFormat.HEADER + "\n");
    }
    view.hours(
        this::wanted,
        from,
        until,
        (pair, hour, statistics) -> {
          out.print(
              (format == RoundFormat.CSV
                      ? HourFormat.csv(pair, hour, statistics)
                      : HourFormat.json(pair, hour, statistics))
                  + "\n");
          if (++lines % LINES_A_CHECK == 0) {
            check(out);
          }
        });
    check(out);
    return ExitCode.OK;
  }

  /** A name without stored rounds is an error, not an empty export. */
  private void checkNames(StoreView view) throws SQLException {
    Set<Pair> pairs = view.ask(StoreReader::pairs).all();
    check("--source", source, pairs.stream().map(Pair::source));
    check("--target", target, pairs.stream().map(Pair::target));
    check("--schedule", schedule, pairs.stream().map(Pair::schedule));
  }

  private static void check(String option, String name, Stream<String> known) {
    Set<String> names = known.collect(Collectors.toCollection(TreeSet::new));
    if (name != null && !names.contains(name)) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          option
              + ": nothing is stored of \""
              + name
              + "\""
              + Spelling.nearest(name, names)
                  .map(near -> "; did you mean \"" + near + "\"?")
                  .orElse("; 'ixpqos collector probe list' names the probes"));
    }
  }

  private static void check(PrintWriter out) {
    if (out.checkError()) {
      throw new CommandFailure(
          ExitCode.FAILURE, "the export is not complete: the reader is gone, or there is no room");
    }
  }

  private boolean wanted(Pair pair) {
    return (source == null || source.equals(pair.source()))
        && (target == null || target.equals(pair.target()))
        && (schedule == null || schedule.equals(pair.schedule()))
        && (proto == null || proto == pair.proto());
  }

  private static final class Moment implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return WireTime.parse(text)
            .orElseGet(() -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "found \"" + text + "\"; allowed: a moment such as 2026-11-22T10:00:00Z, or a day");
      }
    }
  }
}
