package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.ixpqos.collector.store.RoundSum;
import org.ixpqos.wire.PacketCounts;
import org.ixpqos.wire.Reason;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.RttSummary;
import org.ixpqos.wire.WireTime;

/** Writes the points of a series: rounds, and sums of rounds, in the same form. */
final class SeriesPoints {
  private SeriesPoints() {}

  /**
   * A round.
   *
   * @param open whether it is for everybody: then loss and times, and nothing else
   */
  static void write(JsonWriter json, ResultRow row, boolean open) throws IOException {
    json.beginObject();
    json.name("time").value(WireTime.format(row.time()));
    JsonNumbers.share(json, "loss", row.loss());
    RttSummary rtt = row.rtt();
    if (rtt != null) {
      JsonNumbers.milliseconds(json, "min", rtt.min());
      // an original client tells no median
      JsonNumbers.milliseconds(json, "median", rtt.median() == null ? rtt.avg() : rtt.median());
      JsonNumbers.milliseconds(json, "avg", rtt.avg());
      JsonNumbers.milliseconds(json, "max", rtt.max());
      JsonNumbers.milliseconds(json, "jitter", rtt.jitter());
      json.name("quantiles").beginArray();
      for (double quantile : rtt.quantiles()) {
        json.value(quantile);
      }
      json.endArray();
    }
    PacketCounts packets = row.packets();
    if (packets != null) {
      json.name("sent").value(packets.sent());
      json.name("received").value(packets.replied());
      json.name("lost").value(packets.lost());
      json.name("late").value(packets.late());
    }
    if (!open) {
      writePrivate(json, row);
    }
    json.endObject();
  }

  /** How the probe itself was, and where it measured to. */
  private static void writePrivate(JsonWriter json, ResultRow row) throws IOException {
    PacketCounts packets = row.packets();
    if (packets != null) {
      json.name("send_errors").value(packets.sendErrors());
      json.name("not_sent").value(packets.notSent());
      json.name("duplicates").value(packets.duplicates());
      json.name("reordered").value(packets.reordered());
    }
    json.name("local_drops").value(row.localDrops());
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

  /** A sum, at the beginning of its hour or day. */
  static void write(JsonWriter json, Instant time, RoundSum sum, boolean open) throws IOException {
    json.beginObject();
    json.name("time").value(WireTime.format(time));
    json.name("rounds").value(sum.rounds());
    json.name("unknown").value(sum.unknown());
    JsonNumbers.share(json, "loss", sum.loss());
    if (sum.min() != null) {
      JsonNumbers.milliseconds(json, "min", sum.min());
      JsonNumbers.milliseconds(json, "median", sum.quantile(0.5));
      JsonNumbers.milliseconds(json, "avg", sum.avg());
      JsonNumbers.milliseconds(json, "max", sum.max());
      JsonNumbers.milliseconds(json, "jitter", sum.jitter());
      json.name("quantiles").beginArray();
      for (double share : RttSummary.QUANTILES) {
        json.value(Math.rint(sum.quantile(share) * 1e3) / 1e3);
      }
      json.endArray();
    }
    if (sum.sent() + sum.sendErrors() + sum.notSent() > 0) {
      json.name("sent").value(sum.sent());
      json.name("received").value(sum.received());
      json.name("lost").value(sum.lost());
      json.name("late").value(sum.late());
      if (!open) {
        json.name("send_errors").value(sum.sendErrors());
        json.name("not_sent").value(sum.notSent());
        json.name("duplicates").value(sum.duplicates());
        json.name("reordered").value(sum.reordered());
      }
    }
    if (!open) {
      json.name("local_drops").value(sum.localDrops());
    }
    json.endObject();
  }
}
