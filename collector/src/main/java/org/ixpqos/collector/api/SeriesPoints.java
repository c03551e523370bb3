package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.ixpqos.collector.model.PairStatistics;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.wire.WireTime;

/** Writes the points of a series: rounds and statistics, in the same form. */
final class SeriesPoints {
  /** The fields without loss, which every point has, null or not. */
  private static final List<RoundField> ALL =
      RoundFields.ALL.stream()
          .filter(field -> field.isInSeries() && field != RoundFields.LOSS)
          .toList();

  private static final List<RoundField> PUBLIC =
      ALL.stream().filter(field -> field.audience() == RoundField.Audience.PUBLIC).toList();

  private SeriesPoints() {}

  /**
   * Writes a round.
   *
   * @param open whether it is public: then loss and times alone
   */
  static void write(JsonWriter json, RoundResult row, boolean open) throws IOException {
    json.beginObject();
    json.name("time").value(WireTime.format(row.time()));
    JsonNumbers.share(json, "loss", row.loss());
    for (RoundField field : shown(open)) {
      write(json, field, value(row, field));
    }
    if (row.rtt() != null) {
      json.name("quantiles").beginArray();
      for (double quantile : row.rtt().quantiles()) {
        json.value(quantile);
      }
      json.endArray();
    }
    if (!open) {
      writePrivate(json, row);
    }
    json.endObject();
  }

  /** An original client reports no median. */
  private static Number value(RoundResult row, RoundField field) {
    Number value = field.of(row);
    return value == null && field == RoundFields.MEDIAN ? RoundFields.AVG.of(row) : value;
  }

  private static List<RoundField> shown(boolean open) {
    return open ? PUBLIC : ALL;
  }

  private static void write(JsonWriter json, RoundField field, Number value) throws IOException {
    if (value == null) {
      return;
    }
    if (field.unit() == RoundField.Unit.MILLISECONDS) {
      JsonNumbers.milliseconds(json, field.name(), value.doubleValue());
    } else if (field.isInteger()) {
      json.name(field.name()).value(value.longValue());
    } else {
      JsonNumbers.share(json, field.name(), value.doubleValue());
    }
  }

  /** The probe's own state, and the measured address. */
  private static void writePrivate(JsonWriter json, RoundResult row) throws IOException {
    if (row.clock() != null && row.clock().stepped()) {
      json.name("clock_stepped").value(true);
    }
    json.name("address").value(row.address());
    json.name("timestamps").value(row.timestamps());
    writeReasons(json, row.reasons());
  }

  private static void writeReasons(JsonWriter json, List<Reason> reasons) throws IOException {
    if (reasons.isEmpty()) {
      return;
    }
    json.name("reasons").beginArray();
    for (Reason reason : reasons) {
      json.beginObject().name("state").value(reason.state()).name("reason").value(reason.reason());
      json.name("from").value(reason.from()).name("count").value(reason.count()).endObject();
    }
    json.endArray();
  }

  /** Writes statistics, at the beginning of their hour or day. */
  static void write(JsonWriter json, Instant time, PairStatistics statistics, boolean open)
      throws IOException {
    json.beginObject();
    json.name("time").value(WireTime.format(time));
    json.name("rounds").value(statistics.rounds());
    json.name("unknown").value(statistics.unknown());
    JsonNumbers.share(json, "loss", statistics.loss());
    for (RoundField field : shown(open)) {
      write(json, field, statistics.of(field));
    }
    if (statistics.min() != null) {
      json.name("quantiles").beginArray();
      for (double share : RttSummary.QUANTILES) {
        json.value(Math.rint(statistics.quantile(share) * 1e3) / 1e3);
      }
      json.endArray();
    }
    json.endObject();
  }
}
