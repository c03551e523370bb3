package org.ixpqos.collector.store.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.wire.WireTime;

/**
 * A row as integers, and the few words that some have: the values that {@link ResultChunk} compares
 * with those of the rows before. Times are microseconds. A number that is absent by the flags has
 * no meaning.
 */
final class ResultNumbers {
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

  /** The first of the numbers that exist only with replies. */
  static final int MIN = 15;

  static final int QUANTILES = 16;
  static final int MAX = QUANTILES + RttSummary.QUANTILES.size();
  static final int MEDIAN = MAX + 1;
  static final int AVG = MAX + 2;
  static final int JITTER = MAX + 3;
  static final int IPDV = MAX + 4;
  static final int PDV95 = MAX + 5;

  /** From here on, what a chunk has more columns for: a field's steps and 1, or 0 without it. */
  static final int MORE = MAX + 6;

  private ResultNumbers() {}

  static boolean has(long[] numbers, int flag) {
    return (numbers[FLAGS] & flag) != 0;
  }

  static long[] of(RoundResult row, String pairAddress, List<RoundField> columns) {
    long[] numbers = new long[MORE + columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      Double value = row.more().get(columns.get(i));
      numbers[MORE + i] = value == null ? 0 : columns.get(i).toSteps(value) + 1;
    }
    numbers[TIME] = WireTime.micros(row.time());
    numbers[FLAGS] = ResultBlob.flags(row, pairAddress);
    PacketCounts packets = row.packets();
    if (packets != null) {
      numbers[REPLIED] = packets.replied();
      System.arraycopy(ResultBlob.rare(packets), 0, numbers, RARE, 6);
    }
    int stamps = ResultBlob.STAMPS.indexOf(row.timestamps());
    numbers[STAMPS] = stamps >= 0 ? stamps : ResultBlob.STAMPS.size();
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
    numbers[MIN] = ResultBlob.micros(rtt.min());
    for (int i = 0; i < rtt.quantiles().size(); i++) {
      numbers[QUANTILES + i] = ResultBlob.micros(rtt.quantiles().get(i));
    }
    numbers[MAX] = ResultBlob.micros(rtt.max());
    numbers[MEDIAN] = orZero(rtt.median());
    numbers[AVG] = ResultBlob.micros(rtt.avg());
    numbers[JITTER] = ResultBlob.micros(rtt.jitter());
    numbers[IPDV] = orZero(rtt.ipdv());
    numbers[PDV95] = orZero(rtt.pdv95());
  }

  private static long orZero(Double milliseconds) {
    return milliseconds == null ? 0 : ResultBlob.micros(milliseconds);
  }

  /** The parts of a row that are no integers: empty for nearly all. */
  static byte[] words(RoundResult row, String pairAddress) {
    int flags = ResultBlob.flags(row, pairAddress);
    BlobWriter words = new BlobWriter();
    if ((flags & ResultBlob.ADDRESS) != 0) {
      words.text(row.address());
    }
    if ((flags & ResultBlob.LOSS) != 0) {
      words.real(row.loss());
    }
    if (!ResultBlob.STAMPS.contains(row.timestamps())) {
      words.text(row.timestamps());
    }
    if (!row.reasons().isEmpty()) {
      ResultBlob.writeReasons(words, row.reasons());
    }
    return words.bytes();
  }

  /** The row again. */
  static RoundResult row(
      long[] numbers, byte[] words, Pair pair, String pairAddress, List<RoundField> columns) {
    int flags = (int) numbers[FLAGS];
    BlobReader in = new BlobReader(words);
    String address = (flags & ResultBlob.ADDRESS) != 0 ? in.text() : pairAddress;
    Double loss = (flags & ResultBlob.LOSS) != 0 ? (Double) in.real() : null;
    int stamps = (int) numbers[STAMPS];
    String timestamps =
        stamps < ResultBlob.STAMPS.size() ? ResultBlob.STAMPS.get(stamps) : in.text();
    PacketCounts packets = (flags & ResultBlob.PACKETS) != 0 ? packets(numbers) : null;
    return new RoundResult(
        WireTime.ofMicros(numbers[TIME]),
        pair.schedule(),
        pair.target(),
        pair.proto(),
        address,
        (flags & ResultBlob.PINGED) != 0,
        packets != null ? packets.loss() : loss,
        (flags & ResultBlob.RTT) != 0 ? rtt(numbers, flags) : null,
        packets,
        timestamps,
        numbers[LOCAL_DROPS],
        (flags & ResultBlob.CLOCK) != 0
            ? new ClockState(
                (flags & ResultBlob.SYNCHRONISED) != 0,
                numbers[CLOCK_ERROR],
                (flags & ResultBlob.STEPPED) != 0)
            : null,
        (int) numbers[SIZE],
        (int) numbers[DSCP],
        (flags & ResultBlob.REASONS) != 0 ? ResultBlob.readReasons(in) : List.of(),
        (flags & ResultBlob.MORE) != 0 ? more(numbers, columns) : Map.of());
  }

  private static Map<RoundField, Double> more(long[] numbers, List<RoundField> columns) {
    Map<RoundField, Double> more = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      if (numbers[MORE + i] > 0) {
        more.put(columns.get(i), columns.get(i).ofSteps(numbers[MORE + i] - 1));
      }
    }
    return more;
  }

  private static PacketCounts packets(long[] numbers) {
    return ResultBlob.packets(numbers[REPLIED], Arrays.copyOfRange(numbers, RARE, STAMPS));
  }

  private static RttSummary rtt(long[] numbers, int flags) {
    List<Double> quantiles = new ArrayList<>();
    if ((flags & ResultBlob.QUANTILES) != 0) {
      for (int i = QUANTILES; i < MAX; i++) {
        quantiles.add(ResultBlob.milliseconds(numbers[i]));
      }
    }
    return new RttSummary(
        ResultBlob.milliseconds(numbers[MIN]),
        ResultBlob.milliseconds(numbers[MAX]),
        ResultBlob.milliseconds(numbers[AVG]),
        ResultBlob.milliseconds(numbers[JITTER]),
        optional(numbers[MEDIAN], flags & ResultBlob.MEDIAN),
        quantiles,
        optional(numbers[IPDV], flags & ResultBlob.IPDV),
        optional(numbers[PDV95], flags & ResultBlob.PDV95));
  }

  private static Double optional(long micros, int flag) {
    return flag == 0 ? null : (Double) ResultBlob.milliseconds(micros);
  }
}
