package org.ixpqos.collector.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ixpqos.collector.sink.LineProtocol;
import org.ixpqos.wire.ClockState;
import org.ixpqos.wire.PacketCounts;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.RttSummary;
import org.ixpqos.wire.WireCodec;
import org.ixpqos.wire.WireTime;

/** How a round is written on a line. */
enum RoundFormat {
  /** RFC 4180; a field is empty where there is no value. Times of packets are milliseconds. */
  CSV {
    @Override
    Optional<String> header() {
      return Optional.of(COLUMNS);
    }

    @Override
    Optional<String> line(String source, ResultRow row) {
      return Optional.of(
          fields(source, row).stream().map(RoundFormat::field).collect(Collectors.joining(",")));
    }
  },

  /** One JSON object: a row as it stands on the wire, and its source. */
  NDJSON {
    @Override
    Optional<String> header() {
      return Optional.empty();
    }

    @Override
    Optional<String> line(String source, ResultRow row) {
      // a name has no character that JSON would escape
      return Optional.of("{\"source\":\"" + source + "\"," + WireCodec.encode(row).substring(1));
    }
  },

  /** As sinks get it: to be posted with {@code precision=us}. */
  LINE_PROTOCOL {
    @Override
    Optional<String> header() {
      return Optional.empty();
    }

    @Override
    Optional<String> line(String source, ResultRow row) {
      return LineProtocol.line(source, row);
    }
  };

  private static final String COLUMNS =
      "time,source,target,proto,schedule,address,pinged,loss,min,median,avg,max,jitter,ipdv,pdv95,"
          + RttSummary.QUANTILES.stream()
              .map(share -> String.format(Locale.ROOT, "q%02.0f", share * 100))
              .collect(Collectors.joining(","))
          + ",scheduled,sent,received,lost,late,send_errors,not_sent,duplicates,reordered,"
          + "local_drops,timestamps,size,dscp,clock_synchronised,clock_error_us,clock_stepped,"
          + "reasons";

  /** As it is given on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What stands before the first line. */
  abstract Optional<String> header();

  /** Empty for a round that the format has nothing to say of. */
  abstract Optional<String> line(String source, ResultRow row);

  private static List<Object> fields(String source, ResultRow row) {
    List<Object> fields = new ArrayList<>();
    add(fields, WireTime.format(row.time()), source, row.target(), row.proto(), row.schedule());
    add(fields, row.address(), row.pinged(), row.loss());
    addTimes(fields, row.rtt());
    PacketCounts packets = row.packets();
    if (packets == null) {
      addNothing(fields, 9);
    } else {
      add(fields, packets.scheduled(), packets.sent(), packets.replied(), packets.lost());
      add(fields, packets.late(), packets.sendErrors(), packets.notSent());
      add(fields, packets.duplicates(), packets.reordered());
    }
    add(fields, row.localDrops(), row.timestamps(), row.size(), row.dscp());
    ClockState clock = row.clock();
    if (clock == null) {
      addNothing(fields, 3);
    } else {
      add(fields, clock.synchronised(), clock.errorMicros(), clock.stepped());
    }
    add(
        fields,
        row.reasons().stream()
            .map(
                reason ->
                    reason.count()
                        + " "
                        + reason.state()
                        + " "
                        + reason.reason()
                        + (reason.from() == null ? "" : " " + reason.from()))
            .collect(Collectors.joining("; ")));
    return fields;
  }

  private static void addTimes(List<Object> fields, RttSummary rtt) {
    int quantiles = RttSummary.QUANTILES.size();
    if (rtt == null) {
      addNothing(fields, 7 + quantiles);
      return;
    }
    add(fields, rtt.min(), rtt.median(), rtt.avg(), rtt.max(), rtt.jitter(), rtt.ipdv());
    add(fields, rtt.pdv95());
    fields.addAll(rtt.quantiles());
    addNothing(fields, quantiles - rtt.quantiles().size());
  }

  private static void add(List<Object> fields, Object... values) {
    for (Object value : values) {
      fields.add(value);
    }
  }

  private static void addNothing(List<Object> fields, int count) {
    for (int i = 0; i < count; i++) {
      fields.add(null);
    }
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
