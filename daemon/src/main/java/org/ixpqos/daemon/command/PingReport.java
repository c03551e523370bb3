package org.ixpqos.daemon.command;

import java.io.PrintWriter;
import java.util.Locale;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.wire.WireCodec;

/** The output of {@code ixpqos ping}. */
final class PingReport {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean quiet;
  private final boolean json;

  PingReport(PrintWriter out, PrintWriter err, boolean quiet, boolean json) {
    this.out = out;
    this.err = err;
    this.quiet = quiet;
    this.json = json;
  }

  /** A host that can't be measured. */
  void problem(String text) {
    err.println("ping: " + text);
  }

  /** Prints the packets that ended since the last call, in the order of sending. */
  void print(PingRun.Pinged host) {
    if (quiet || json) {
      return;
    }
    while (host.printed < host.round.request().count()
        && host.round.outcome(host.printed) != null) {
      out.printf(
          Locale.ROOT,
          "%s: %d: %s%n",
          host.peer.name(),
          host.printed + 1,
          OutcomeText.of(host.round.outcome(host.printed)));
      host.printed++;
    }
    out.flush();
  }

  void summary(RoundResult row) {
    if (json) {
      out.println(WireCodec.encode(row));
      return;
    }
    PacketCounts packets = row.packets();
    out.printf(
        Locale.ROOT,
        "%s (%s): %d sent, %d received, %s loss",
        row.target(),
        row.address(),
        packets.sent(),
        packets.replied(),
        row.loss() == null ? "unknown" : String.format(Locale.ROOT, "%.1f %%", row.loss() * 100));
    more(packets.late(), "late");
    more(packets.sendErrors(), "send errors");
    more(packets.notSent(), "not sent");
    more(packets.duplicates(), "duplicates");
    more(packets.reordered(), "reordered");
    RttSummary rtt = row.rtt();
    if (rtt != null) {
      out.printf(
          Locale.ROOT,
          ", min/median/avg/max/jitter %.3f/%.3f/%.3f/%.3f/%.3f ms (%s)",
          rtt.min(),
          rtt.median(),
          rtt.avg(),
          rtt.max(),
          rtt.jitter(),
          row.timestamps());
    }
    row.reasons()
        .forEach(
            reason ->
                out.printf(
                    Locale.ROOT, ", %d %s %s", reason.count(), reason.state(), reason.reason()));
    out.println();
  }

  private void more(long packets, String what) {
    if (packets > 0) {
      out.printf(Locale.ROOT, ", %d %s", packets, what);
    }
  }
}
