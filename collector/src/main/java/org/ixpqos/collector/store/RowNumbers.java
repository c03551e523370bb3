package org.ixpqos.collector.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ixpqos.wire.ClockState;
import org.ixpqos.wire.PacketCounts;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.RttSummary;
import org.ixpqos.wire.WireTime;

/**
 * A row as whole numbers, and the few words that some have: what {@link RowChunk} lays beside those
 * of the rows before. Times are microseconds. Where the flags say that there is none, a number
 * means nothing.
 */
final class RowNumbers {
  static final int TIME = 0;
  static final int FLAGS = 1;
  static final int REPLIED = 2;

  /** Six: lost, late, send errors, not sent, duplicates, reordered. */
  static final int RARE = 3;

  static final int STAMPS = 9;
  static final int LOCAL_DROPS = 10;
  static final int CLOCK_ERROR = 11;
  static final int SIZE = 12;
  static final int DSCP = 13;

  /** The chunk's own number of the words. */
  static final int WORDS = 14;

  /** From here on, what there is only with replies. */
  static final int MIN = 15;

  static final int QUANTILES = 16;
  static final int MAX = QUANTILES + RttSummary.QUANTILES.size();
  static final int MEDIAN = MAX + 1;
  static final int AVG = MAX + 2;
  static final int JITTER = MAX + 3;
  static final int IPDV = MAX + 4;
  static final int PDV95 = MAX + 5;
  static final int COUNT = MAX + 6;

  private RowNumbers() {}

  static boolean has(long[] numbers, int flag) {
    return (numbers[FLAGS] & flag) != 0;
  }

  static long[] of(ResultRow row, String pairAddress) {
    long[] numbers = new long[COUNT];
    numbers[TIME] = WireTime.micros(row.time());
    numbers[FLAGS] = RowBlob.flags(row, pairAddress);
    PacketCounts packets = row.packets();
    if (packets != null) {
      numbers[REPLIED] = packets.replied();
      System.arraycopy(RowBlob.rare(packets), 0, numbers, RARE, 6);
    }
    int stamps = RowBlob.STAMPS.indexOf(row.timestamps());
    numbers[STAMPS] = stamps >= 0 ? stamps : RowBlob.STAMPS.size();
    numbers[LOCAL_DROPS] = row.localDrops();
    numbers[CLOCK_ERROR] = row.clock() == null ? 0 : row.clock().errorMicros();
    numbers[SIZE] = row.size();
    numbers[DSCP] = row.dscp();
    if (row.rtt() != null) {
      times(numbers, row.rtt());
    }
    return numbers;
  }

  private static void times(long[] numbers, RttSummary rtt) {
    numbers[MIN] = RowBlob.micros(rtt.min());
    for (int i = 0; i < rtt.quantiles().size(); i++) {
      numbers[QUANTILES + i] = RowBlob.micros(rtt.quantiles().get(i));
    }
    numbers[MAX] = RowBlob.micros(rtt.max());
    numbers[MEDIAN] = orZero(rtt.median());
    numbers[AVG] = RowBlob.micros(rtt.avg());
    numbers[JITTER] = RowBlob.micros(rtt.jitter());
    numbers[IPDV] = orZero(rtt.ipdv());
    numbers[PDV95] = orZero(rtt.pdv95());
  }

  private static long orZero(Double milliseconds) {
    return milliseconds == null ? 0 : RowBlob.micros(milliseconds);
  }

  /** What of a row is no whole number: empty for nearly all. */
  static byte[] words(ResultRow row, String pairAddress) {
    int flags = RowBlob.flags(row, pairAddress);
    BlobWriter words = new BlobWriter();
    if ((flags & RowBlob.ADDRESS) != 0) {
      words.text(row.address());
    }
    if ((flags & RowBlob.LOSS) != 0) {
      words.real(row.loss());
    }
    if (!RowBlob.STAMPS.contains(row.timestamps())) {
      words.text(row.timestamps());
    }
    if (!row.reasons().isEmpty()) {
      RowBlob.writeReasons(words, row.reasons());
    }
    return words.bytes();
  }

  /** The row again. */
  static ResultRow row(long[] numbers, byte[] words, Pair pair, String pairAddress) {
    int flags = (int) numbers[FLAGS];
    BlobReader in = new BlobReader(words);
    String address = (flags & RowBlob.ADDRESS) != 0 ? in.text() : pairAddress;
    Double loss = (flags & RowBlob.LOSS) != 0 ? (Double) in.real() : null;
    int stamps = (int) numbers[STAMPS];
    String timestamps = stamps < RowBlob.STAMPS.size() ? RowBlob.STAMPS.get(stamps) : in.text();
    PacketCounts packets = (flags & RowBlob.PACKETS) != 0 ? packets(numbers) : null;
    return new ResultRow(
        WireTime.ofMicros(numbers[TIME]),
        pair.schedule(),
        pair.target(),
        pair.proto(),
        address,
        (flags & RowBlob.PINGED) != 0,
        packets != null ? packets.loss() : loss,
        (flags & RowBlob.RTT) != 0 ? rtt(numbers, flags) : null,
        packets,
        timestamps,
        numbers[LOCAL_DROPS],
        (flags & RowBlob.CLOCK) != 0
            ? new ClockState(
                (flags & RowBlob.SYNCHRONISED) != 0,
                numbers[CLOCK_ERROR],
                (flags & RowBlob.STEPPED) != 0)
            : null,
        (int) numbers[SIZE],
        (int) numbers[DSCP],
        (flags & RowBlob.REASONS) != 0 ? RowBlob.readReasons(in) : List.of());
  }

  private static PacketCounts packets(long[] numbers) {
    return RowBlob.packets(numbers[REPLIED], Arrays.copyOfRange(numbers, RARE, STAMPS));
  }

  private static RttSummary rtt(long[] numbers, int flags) {
    List<Double> quantiles = new ArrayList<>();
    if ((flags & RowBlob.QUANTILES) != 0) {
      for (int i = QUANTILES; i < MAX; i++) {
        quantiles.add(RowBlob.milliseconds(numbers[i]));
      }
    }
    return new RttSummary(
        RowBlob.milliseconds(numbers[MIN]),
        RowBlob.milliseconds(numbers[MAX]),
        RowBlob.milliseconds(numbers[AVG]),
        RowBlob.milliseconds(numbers[JITTER]),
        optional(numbers[MEDIAN], flags & RowBlob.MEDIAN),
        quantiles,
        optional(numbers[IPDV], flags & RowBlob.IPDV),
        optional(numbers[PDV95], flags & RowBlob.PDV95));
  }

  private static Double optional(long micros, int flag) {
    return flag == 0 ? null : (Double) RowBlob.milliseconds(micros);
  }
}
