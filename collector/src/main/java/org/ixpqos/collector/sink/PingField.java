package org.ixpqos.collector.sink;

import java.util.List;
import java.util.function.Function;
import org.ixpqos.wire.PacketCounts;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.RttSummary;

/**
 * A field of the measurement {@code Ping}: the original's min, max, avg, jitter and loss, and those
 * beside them. Times are milliseconds.
 *
 * @param name in InfluxDB; VictoriaMetrics and Prometheus know it as {@code Ping_name}
 * @param help what it is, for Prometheus
 * @param value of a round; null where the round has none, which is written nowhere
 */
public record PingField(String name, String help, Function<ResultRow, Double> value) {
  /** All of them. A row that says nothing, an original client's that is unknown, has none. */
  public static final List<PingField> ALL =
      List.of(
          new PingField("loss", "Lost of those sent, a share.", ResultRow::loss),
          rtt("min", "Least round-trip time, ms.", RttSummary::min),
          rtt("avg", "Mean round-trip time, ms.", RttSummary::avg),
          rtt("max", "Greatest round-trip time, ms.", RttSummary::max),
          rtt("jitter", "Standard deviation of the round-trip times, ms.", RttSummary::jitter),
          rtt("median", "Median round-trip time, ms.", RttSummary::median),
          rtt("ipdv", "Mean difference of neighbours (RFC 3393), ms.", RttSummary::ipdv),
          rtt("pdv95", "95th percentile above the least (RFC 5481), ms.", RttSummary::pdv95),
          packets("sent", "Echoes sent.", PacketCounts::sent),
          packets("received", "Echoes replied to in time.", PacketCounts::replied),
          packets("lost", "Echoes never replied to.", PacketCounts::lost),
          packets("late", "Echoes replied to after the timeout.", PacketCounts::late),
          packets("send_errors", "Echoes that could not be sent.", PacketCounts::sendErrors),
          packets("not_sent", "Echoes that the probe did not send.", PacketCounts::notSent),
          packets("duplicates", "Replies beyond the first.", PacketCounts::duplicates),
          packets("reordered", "Replies that overtook others.", PacketCounts::reordered),
          // an original client, which counts no packets, knows nothing of these either
          new PingField(
              "local_drops",
              "Packets that the probe's own socket dropped.",
              row -> row.packets() == null ? null : (Double) (double) row.localDrops()));

  private static PingField rtt(String name, String help, Function<RttSummary, Double> value) {
    return new PingField(name, help, row -> row.rtt() == null ? null : value.apply(row.rtt()));
  }

  private static PingField packets(String name, String help, Function<PacketCounts, Long> value) {
    return new PingField(
        name,
        help,
        row -> row.packets() == null ? null : (Double) (double) value.apply(row.packets()));
  }
}
