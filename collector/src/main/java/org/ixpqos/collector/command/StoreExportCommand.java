package org.ixpqos.collector.command;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.store.StoreView;
import org.ixpqos.model.wire.WireTime;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ixpqos collector export}. */
@Command(
    name = "export",
    description =
        "Writes round results to the standard output, with or without a running collector. The"
            + " hours are in order, the rounds of an hour are not.",
    mixinStandardHelpOptions = true)
public final class StoreExportCommand implements Subcommand {
  /** Looking whether all was written flushes it. */
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

  private long lines;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (StoreView view = store.open(StoreView::open)) {
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

  private static void check(PrintWriter out) {
    if (out.checkError()) {
      throw new CommandFailure(
          ExitCode.FAILURE, "the export is not complete: the reader is gone, or there is no room");
    }
  }

  private boolean wanted(Pair pair) {
    return (source == null || source.equals(pair.source()))
        && (target == null || target.equals(pair.target()));
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
