package org.ixpqos.collector.sink;

import java.util.List;
import java.util.Optional;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/**
 * Rounds in InfluxDB's line protocol, as a superset of the original's schema: measurement {@code
 * Ping}, the tags {@code source}, {@code target}, {@code status} (always {@code ok}) and beside
 * them {@code proto} and {@code schedule}, the fields of {@link RoundFields} that series have, all
 * of them floats, and the time at which the round started, in microseconds since 1970.
 *
 * <pre>
 * Ping,source=rom1,target=mil1,status=ok,proto=4,schedule=mesh loss=0,min=0.412,… 1795428000000000
 * </pre>
 */
public final class LineProtocol {
  private static final List<RoundField> FIELDS =
      RoundFields.ALL.stream().filter(RoundField::isInSeries).toList();

  private LineProtocol() {}

  /** A round's line, without its end; empty when the round has no value. */
  public static Optional<String> line(String source, RoundResult row) {
    StringBuilder line = new StringBuilder(320).append("Ping");
    tag(line, "source", source);
    tag(line, "target", row.target());
    line.append(",status=ok,proto=").append(row.proto());
    if (!row.schedule().isEmpty()) { // an empty tag is no tag
      tag(line, "schedule", row.schedule());
    }
    char before = ' ';
    for (RoundField field : FIELDS) {
      Number value = field.of(row);
      if (value != null) {
        line.append(before).append(field.name()).append('=');
        number(line, value.doubleValue());
        before = ',';
      }
    }
    if (before == ' ') {
      return Optional.empty();
    }
    return Optional.of(line.append(' ').append(WireTime.micros(row.time())).toString());
  }

  /**
   * Names have nothing that must be escaped ({@code Names.isName}); should they ever, a backslash
   * is doubled so that one at the end takes nothing from the comma behind it.
   */
  private static void tag(StringBuilder line, String key, String value) {
    line.append(',').append(key).append('=');
    for (int i = 0; i < value.length(); i++) {
      char one = value.charAt(i);
      if (one == ',' || one == '=' || one == ' ' || one == '\\') {
        line.append('\\');
      }
      line.append(one);
    }
  }

  /** Without the type suffix that makes an integer: to every engine, a float. */
  private static void number(StringBuilder line, double value) {
    long whole = (long) value;
    if (whole == value) {
      line.append(whole);
    } else {
      line.append(value);
    }
  }
}
