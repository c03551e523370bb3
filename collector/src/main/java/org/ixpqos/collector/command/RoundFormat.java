package org.ixpqos.collector.command;

import static org.ixpqos.model.RoundFields.AVG;
import static org.ixpqos.model.RoundFields.DUPLICATES;
import static org.ixpqos.model.RoundFields.IPDV;
import static org.ixpqos.model.RoundFields.JITTER;
import static org.ixpqos.model.RoundFields.LATE;
import static org.ixpqos.model.RoundFields.LOSS;
import static org.ixpqos.model.RoundFields.LOST;
import static org.ixpqos.model.RoundFields.MAX;
import static org.ixpqos.model.RoundFields.MEDIAN;
import static org.ixpqos.model.RoundFields.MIN;
import static org.ixpqos.model.RoundFields.NOT_SENT;
import static org.ixpqos.model.RoundFields.PDV95;
import static org.ixpqos.model.RoundFields.RECEIVED;
import static org.ixpqos.model.RoundFields.REORDERED;
import static org.ixpqos.model.RoundFields.SCHEDULED;
import static org.ixpqos.model.RoundFields.SEND_ERRORS;
import static org.ixpqos.model.RoundFields.SENT;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ixpqos.collector.sink.LineProtocol;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.wire.WireCodec;
import org.ixpqos.model.wire.WireTime;

/** The formats of a round on a line. */
enum RoundFormat {
  /** RFC 4180; a field is empty where there is no value. Times of packets are milliseconds. */
  CSV {
    @Override
    Optional<String> header() {
      return Optional.of(COLUMNS.stream().map(Column::name).collect(Collectors.joining(",")));
    }

    @Override
    Optional<String> line(String source, RoundResult row) {
      return Optional.of(
          COLUMNS.stream()
              .map(column -> field(column.value().apply(source, row)))
              .collect(Collectors.joining(",")));
    }
  },

  /** One JSON object: a row as it stands on the wire, and its source. */
  NDJSON {
    @Override
    Optional<String> header() {
      return Optional.empty();
    }

    @Override
    Optional<String> line(String source, RoundResult row) {
      // a name has no character that JSON would escape
      return Optional.of("{\"source\":\"" + source + "\"," + WireCodec.encode(row).substring(1));
    }
  },

  /** The sinks' line protocol, to be posted with {@code precision=us}. */
  LINE_PROTOCOL {
    @Override
    Optional<String> header() {
      return Optional.empty();
    }

    @Override
    Optional<String> line(String source, RoundResult row) {
      return LineProtocol.line(source, row);
    }
  };

  private record Column(String name, BiFunction<String, RoundResult, Object> value) {}

  /** The columns of 0.1.0 stay where they are; new fields stand behind them. */
  private static final List<Column> COLUMNS = columns();

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The header before the first line. */
  abstract Optional<String> header();

  /** Empty for a round without a line in this format. */
  abstract Optional<String> line(String source, RoundResult row);

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    add(columns, "time", result -> WireTime.format(result.time()));
    columns.add(new Column("source", (source, result) -> source));
    add(columns, "target", RoundResult::target);
    add(columns, "proto", RoundResult::proto);
    add(columns, "schedule", RoundResult::schedule);
    add(columns, "address", RoundResult::address);
    add(columns, "pinged", RoundResult::pinged);
    List.of(LOSS, MIN, MEDIAN, AVG, MAX, JITTER, IPDV, PDV95)
        .forEach(field -> add(columns, field.name(), field::of));
    for (int i = 0; i < RttSummary.QUANTILES.size(); i++) {
      int place = i;
      String name = String.format(Locale.ROOT, "q%02.0f", RttSummary.QUANTILES.get(i) * 100);
      add(columns, name, result -> quantile(result.rtt(), place));
    }
    List.of(SCHEDULED, SENT, RECEIVED, LOST, LATE, SEND_ERRORS, NOT_SENT, DUPLICATES, REORDERED)
        .forEach(field -> add(columns, field.name(), field::of));
    add(columns, "local_drops", RoundResult::localDrops);
    add(columns, "timestamps", RoundResult::timestamps);
    add(columns, "size", RoundResult::size);
    add(columns, "dscp", RoundResult::dscp);
    add(columns, "clock_synchronised", clock(ClockState::synchronised));
    add(columns, "clock_error_us", clock(ClockState::errorMicros));
    add(columns, "clock_stepped", clock(ClockState::stepped));
    add(columns, "reasons", RoundFormat::reasons);
    RoundFields.ALL.stream()
        .filter(RoundField::isInMore)
        .forEach(field -> add(columns, field.name(), result -> number(field, result)));
    return columns;
  }

  private static void add(List<Column> columns, String name, Function<RoundResult, Object> value) {
    columns.add(new Column(name, (source, result) -> value.apply(result)));
  }

  private static Object quantile(RttSummary rtt, int place) {
    return rtt == null || rtt.quantiles().isEmpty() ? null : rtt.quantiles().get(place);
  }

  private static Function<RoundResult, Object> clock(Function<ClockState, Object> value) {
    return result -> result.clock() == null ? null : value.apply(result.clock());
  }

  private static Object number(RoundField field, RoundResult result) {
    Number value = field.of(result);
    return value != null && field.isInteger() ? (Object) value.longValue() : value;
  }

  private static String reasons(RoundResult result) {
    return result.reasons().stream()
        .map(
            reason ->
                reason.count()
                    + " "
                    + reason.state()
                    + " "
                    + reason.reason()
                    + (reason.from() == null ? "" : " " + reason.from()))
        .collect(Collectors.joining("; "));
  }

  private static String field(Object value) {
    String plain = value == null ? "" : value.toString();
    // a spreadsheet would take a text that begins so for a formula (OWASP, CSV Injection)
    String text =
        value instanceof String && !plain.isEmpty() && "=+-@\t\r".indexOf(plain.charAt(0)) >= 0
            ? "'" + plain
            : plain;
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
