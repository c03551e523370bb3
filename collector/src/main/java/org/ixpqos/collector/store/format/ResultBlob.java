package org.ixpqos.collector.store.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.wire.WireTime;

/**
 * The form of a row in the tables {@code raw_hot} and {@code latest}: the fields that are not in
 * its key or its pair. Round-trip times are kept to the microsecond.
 *
 * <pre>
 * format    1
 * flags     which of the following there is, and the row's own booleans
 * address   text, when not the pair's
 * loss      real, when there are no packets that say it
 * packets   replied, a mask of which of the next six are not zero, and those:
 *           lost late send-errors not-sent duplicates reordered
 * rtt       min, max−min, avg−min, jitter; then median−min; q₀−min, q₁−q₀ …; ipdv; pdv95
 * stamps    0 none, 1 kernel-tx-rx, 2 kernel-rx, 3 user, 4 and a text
 * local-drops
 * clock     its estimated error
 * size dscp
 * reasons   how many; of each state, reason, from, count
 * more      the other fields, see {@link MoreBlob}
 * </pre>
 *
 * Numbers as in {@link BlobWriter}. Later formats have another first number; this one stays
 * readable.
 */
public final class ResultBlob {
  private static final int FORMAT = 1;

  static final int PINGED = 1;
  static final int ADDRESS = 1 << 1;
  static final int LOSS = 1 << 2;
  static final int PACKETS = 1 << 3;
  static final int RTT = 1 << 4;
  static final int MEDIAN = 1 << 5;
  static final int QUANTILES = 1 << 6;
  static final int IPDV = 1 << 7;
  static final int PDV95 = 1 << 8;
  static final int CLOCK = 1 << 9;
  static final int SYNCHRONISED = 1 << 10;
  static final int STEPPED = 1 << 11;
  static final int REASONS = 1 << 12;
  static final int MORE = 1 << 13;

  static final List<String> STAMPS = List.of("", "kernel-tx-rx", "kernel-rx", "user");

  private ResultBlob() {}

  public static byte[] encode(RoundResult row, String pairAddress) {
    BlobWriter out = new BlobWriter();
    int flags = flags(row, pairAddress);
    out.unsigned(FORMAT).unsigned(flags);
    if ((flags & ADDRESS) != 0) {
      out.text(row.address());
    }
    if ((flags & LOSS) != 0) {
      out.real(row.loss());
    }
    if (row.packets() != null) {
      writePackets(out, row.packets());
    }
    if (row.rtt() != null) {
      writeRtt(out, row.rtt());
    }
    int stamps = STAMPS.indexOf(row.timestamps());
    if (stamps >= 0) {
      out.unsigned(stamps);
    } else {
      out.unsigned(STAMPS.size()).text(row.timestamps());
    }
    out.unsigned(row.localDrops());
    if (row.clock() != null) {
      out.unsigned(row.clock().errorMicros());
    }
    out.unsigned(row.size()).unsigned(row.dscp());
    if (!row.reasons().isEmpty()) {
      writeReasons(out, row.reasons());
    }
    if (!row.more().isEmpty()) {
      MoreBlob.write(out, row.more());
    }
    return out.bytes();
  }

  public static RoundResult decode(byte[] blob, long time, Pair pair, String pairAddress) {
    BlobReader in = new BlobReader(blob);
    long format = in.unsigned();
    if (format != FORMAT) {
      throw new IllegalStateException(
          "a row of format " + format + ", which a later version wrote");
    }
    int flags = (int) in.unsigned();
    String address = (flags & ADDRESS) != 0 ? in.text() : pairAddress;
    Double loss = (flags & LOSS) != 0 ? (Double) in.real() : null;
    PacketCounts packets = (flags & PACKETS) != 0 ? readPackets(in) : null;
    RttSummary rtt = (flags & RTT) != 0 ? readRtt(in, flags) : null;
    int stamps = (int) in.unsigned();
    return new RoundResult(
        WireTime.ofMicros(time),
        pair.schedule(),
        pair.target(),
        pair.proto(),
        address,
        (flags & PINGED) != 0,
        packets != null ? packets.loss() : loss,
        rtt,
        packets,
        stamps < STAMPS.size() ? STAMPS.get(stamps) : in.text(),
        in.unsigned(),
        (flags & CLOCK) != 0
            ? new ClockState((flags & SYNCHRONISED) != 0, in.unsigned(), (flags & STEPPED) != 0)
            : null,
        (int) in.unsigned(),
        (int) in.unsigned(),
        (flags & REASONS) != 0 ? readReasons(in) : List.of(),
        (flags & MORE) != 0 ? MoreBlob.read(in) : Map.of());
  }

  static int flags(RoundResult row, String pairAddress) {
    RttSummary rtt = row.rtt();
    ClockState clock = row.clock();
    return (row.pinged() ? PINGED : 0)
        | (row.address().equals(pairAddress) ? 0 : ADDRESS)
        | (row.packets() == null && row.loss() != null ? LOSS : 0)
        | (row.packets() != null ? PACKETS : 0)
        | (rtt != null ? RTT : 0)
        | (rtt != null && rtt.median() != null ? MEDIAN : 0)
        | (rtt != null && !rtt.quantiles().isEmpty() ? QUANTILES : 0)
        | (rtt != null && rtt.ipdv() != null ? IPDV : 0)
        | (rtt != null && rtt.pdv95() != null ? PDV95 : 0)
        | (clock != null ? CLOCK : 0)
        | (clock != null && clock.synchronised() ? SYNCHRONISED : 0)
        | (clock != null && clock.stepped() ? STEPPED : 0)
        | (row.reasons().isEmpty() ? 0 : REASONS)
        | (row.more().isEmpty() ? 0 : MORE);
  }

  /** Lost, late, send errors, not sent, duplicates, reordered: rarely any of them. */
  static long[] rare(PacketCounts packets) {
    return new long[] {
      packets.lost(),
      packets.late(),
      packets.sendErrors(),
      packets.notSent(),
      packets.duplicates(),
      packets.reordered()
    };
  }

  static PacketCounts packets(long replied, long[] rare) {
    long scheduled = replied + rare[0] + rare[1] + rare[2] + rare[3];
    return new PacketCounts(
        scheduled, replied, rare[0], rare[1], rare[2], rare[3], rare[4], rare[5]);
  }

  private static void writePackets(BlobWriter out, PacketCounts packets) {
    long[] rare = rare(packets);
    int mask = 0;
    for (int i = 0; i < rare.length; i++) {
      mask |= rare[i] == 0 ? 0 : 1 << i;
    }
    out.unsigned(packets.replied()).unsigned(mask);
    for (long count : rare) {
      if (count != 0) {
        out.unsigned(count);
      }
    }
  }

  private static PacketCounts readPackets(BlobReader in) {
    long replied = in.unsigned();
    int mask = (int) in.unsigned();
    long[] rare = new long[6];
    for (int i = 0; i < rare.length; i++) {
      rare[i] = (mask & (1 << i)) != 0 ? in.unsigned() : 0;
    }
    return packets(replied, rare);
  }

  private static void writeRtt(BlobWriter out, RttSummary rtt) {
    long min = micros(rtt.min());
    out.unsigned(min)
        .unsigned(micros(rtt.max()) - min)
        .signed(micros(rtt.avg()) - min)
        .unsigned(micros(rtt.jitter()));
    if (rtt.median() != null) {
      out.signed(micros(rtt.median()) - min);
    }
    long before = min;
    for (double quantile : rtt.quantiles()) {
      out.signed(micros(quantile) - before);
      before = micros(quantile);
    }
    if (rtt.ipdv() != null) {
      out.unsigned(micros(rtt.ipdv()));
    }
    if (rtt.pdv95() != null) {
      out.unsigned(micros(rtt.pdv95()));
    }
  }

  private static RttSummary readRtt(BlobReader in, int flags) {
    long min = in.unsigned();
    double max = milliseconds(min + in.unsigned());
    double avg = milliseconds(min + in.signed());
    double jitter = milliseconds(in.unsigned());
    Double median = (flags & MEDIAN) != 0 ? (Double) milliseconds(min + in.signed()) : null;
    List<Double> quantiles = new ArrayList<>();
    if ((flags & QUANTILES) != 0) {
      long quantile = min;
      for (int i = 0; i < RttSummary.QUANTILES.size(); i++) {
        quantile += in.signed();
        quantiles.add(milliseconds(quantile));
      }
    }
    Double ipdv = (flags & IPDV) != 0 ? (Double) milliseconds(in.unsigned()) : null;
    Double pdv95 = (flags & PDV95) != 0 ? (Double) milliseconds(in.unsigned()) : null;
    return new RttSummary(milliseconds(min), max, avg, jitter, median, quantiles, ipdv, pdv95);
  }

  static void writeReasons(BlobWriter out, List<Reason> reasons) {
    out.unsigned(reasons.size());
    for (Reason reason : reasons) {
      out.text(reason.state())
          .text(reason.reason())
          .text(reason.from() == null ? "" : reason.from())
          .unsigned(reason.count());
    }
  }

  static List<Reason> readReasons(BlobReader in) {
    List<Reason> reasons = new ArrayList<>();
    for (long left = in.unsigned(); left > 0; left--) {
      String state = in.text();
      String reason = in.text();
      String from = in.text();
      reasons.add(new Reason(state, reason, from.isEmpty() ? null : from, in.unsigned()));
    }
    return reasons;
  }

  /** To the nearest; for what is not negative, as {@link Math#round}, which takes far longer. */
  static long micros(double milliseconds) {
    return (long) (milliseconds * 1e3 + 0.5);
  }

  static double milliseconds(long micros) {
    return micros / 1e3;
  }
}
