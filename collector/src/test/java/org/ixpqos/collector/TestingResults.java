package org.ixpqos.collector;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Gap;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireCodec;

/** Results as a daemon and as an original client send them. */
public final class TestingResults {
  /** An original client's row, as its JSON. */
  public static final String ORIGINAL =
      """
      {"name": "p2-ixpqos", "proto": 4, "address": "10.0.0.2", "pinged": true, "ping_min": 0.412, \
      "ping_max": 0.533, "ping_avg": 0.455, "ping_jitter": 0.031, "ping_loss": 0.0}""";

  private TestingResults() {}

  /** A round of 60 packets to {@code target}, with a median of half a millisecond. */
  public static RoundResult row(Instant time, String target, long lost) {
    long replied = 60 - lost;
    RttSummary rtt =
        replied == 0
            ? null
            : new RttSummary(
                0.4,
                0.7,
                0.51,
                0.05,
                0.5,
                List.of(.41, .42, .44, .46, .48, .5, .52, .54, .57, .6, .65),
                0.04,
                0.25);
    return new RoundResult(
        time,
        "mesh",
        target,
        4,
        "10.0.0.2",
        true,
        lost / 60.0,
        rtt,
        new PacketCounts(60, replied, lost, 0, 0, 0, 0, 0),
        rtt == null ? "" : "kernel-rx",
        0,
        new ClockState(true, 150, false),
        56,
        0,
        lost == 0 ? List.of() : List.of(new Reason("lost", "host-unreachable", null, lost)));
  }

  /** The same round with all times so many times as long. */
  public static RoundResult slower(RoundResult row, double times) {
    RttSummary rtt = row.rtt();
    return new RoundResult(
        row.time(),
        row.schedule(),
        row.target(),
        row.proto(),
        row.address(),
        row.pinged(),
        row.loss(),
        new RttSummary(
            rtt.min() * times,
            rtt.max() * times,
            rtt.avg() * times,
            rtt.jitter() * times,
            rtt.median() * times,
            rtt.quantiles().stream().map(value -> value * times).toList(),
            rtt.ipdv() * times,
            rtt.pdv95() * times),
        row.packets(),
        row.timestamps(),
        row.localDrops(),
        row.clock(),
        row.size(),
        row.dscp(),
        row.reasons());
  }

  public static String upload(String source, Instant sentAt, List<RoundResult> rows, Gap... gaps) {
    return upload(source, sentAt, "0123456789ab", rows, gaps);
  }

  /** From a probe that runs a configuration. */
  public static String upload(
      String source, Instant sentAt, String configuration, List<RoundResult> rows, Gap... gaps) {
    Upload upload =
        new Upload(
            source,
            UUID.randomUUID(),
            "e1",
            1,
            "0.1.0",
            new ProbeHealth(sentAt, sentAt.minusSeconds(600), 0, 0, 0, configuration),
            rows,
            List.of(gaps));
    return WireCodec.encode(
        upload,
        rows.stream().map(WireCodec::encode).toList(),
        List.of(gaps).stream().map(WireCodec::encode).toList());
  }

  public static String originalUpload(String source, String... rows) {
    return "{\"source\": \"" + source + "\", \"probes\": [" + String.join(", ", rows) + "]}";
  }
}
