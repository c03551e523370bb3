package org.ixpqos.model.wire;

import java.time.Instant;
import java.util.List;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;

/** Rows for tests. */
public final class Results {
  static final Instant TIME = Instant.parse("2026-11-22T10:00:00.25Z");

  public static final RttSummary RTT =
      new RttSummary(
          0.412,
          0.533,
          0.455,
          0.031,
          0.45,
          List.of(0.412, 0.412, 0.42, 0.43, 0.44, 0.45, 0.46, 0.47, 0.5, 0.53, 0.533),
          0.02,
          0.121);

  private Results() {}

  static RoundResult measured() {
    return row(0.25, RTT, new PacketCounts(6, 3, 1, 0, 1, 1, 2, 1), "kernel-tx-rx", List.of());
  }

  static RoundResult lost() {
    return row(
        1.0,
        null,
        new PacketCounts(5, 0, 5, 0, 0, 0, 0, 0),
        "",
        List.of(new Reason("lost", "host-unreachable", "10.0.0.254", 5)));
  }

  public static RoundResult row(
      Double loss, RttSummary rtt, PacketCounts packets, String timestamps, List<Reason> reasons) {
    return new RoundResult(
        TIME,
        "mesh",
        "p2",
        4,
        "10.0.0.2",
        true,
        loss,
        rtt,
        packets,
        timestamps,
        3,
        new ClockState(true, 150, false),
        56,
        46,
        reasons);
  }

  /** As an original client reports it. */
  public static RoundResult original(boolean pinged, Double loss, RttSummary rtt) {
    return new RoundResult(
        null,
        "",
        "p2-ixpqos",
        4,
        "10.0.0.2",
        pinged,
        loss,
        rtt,
        null,
        "",
        0,
        null,
        0,
        0,
        List.of());
  }
}
