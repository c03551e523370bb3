package org.ixpqos.model;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The body of a POST to {@code data/probe-result}.
 *
 * @param source the probe that measured
 * @param batch names this body, the same each time it is sent; null from an original client
 * @param epoch names the buffer that the rows come from, new when it was wiped; empty from an
 *     original client
 * @param seq the first row's number in that buffer; 0 from an original client
 * @param version the daemon's version; empty from an original client
 * @param health the probe's own state; null when not reported
 * @param rows the results
 * @param gaps times without results
 */
public record Upload(
    String source,
    UUID batch,
    String epoch,
    long seq,
    String version,
    ProbeHealth health,
    List<RoundResult> rows,
    List<Gap> gaps) {
  public Upload {
    rows = List.copyOf(rows);
    gaps = List.copyOf(gaps);
  }

  /** The same with other rows and gaps. */
  public Upload with(List<RoundResult> otherRows, List<Gap> otherGaps) {
    return new Upload(source, batch, epoch, seq, version, health, otherRows, otherGaps);
  }

  /** The same where probes have other names. */
  public Upload renamed(UnaryOperator<String> names) {
    String now = names.apply(source);
    boolean isSame = now.equals(source);
    List<RoundResult> renamed = new ArrayList<>(rows.size());
    for (RoundResult row : rows) {
      String peer = names.apply(row.target());
      isSame &= peer.equals(row.target());
      renamed.add(row.toward(peer));
    }
    return isSame ? this : new Upload(now, batch, epoch, seq, version, health, renamed, gaps);
  }
}
