package org.ixpqos.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.wire.ResultRow;

/**
 * The rows of a pair's hour as the table {@code raw_chunk} keeps them: in the order of time, each
 * number as what it differs by from what was to be expected of it. What is to be expected is what
 * the row before had, or what the row's own numbers before it lead to; in a network that does not
 * change, it is off by some microseconds, and a handful of bits tells them.
 *
 * <pre>
 * format 1, rows, the first row's time, the usual time between two
 * words     how many; of each its length and octets
 * bits      the code ({@link ChunkCode}) of each number of a row, in the order of {@link RowNumbers}
 *           of each row but the first, by how much its time is not as expected
 *           the first row's other numbers, by the code ANY
 *           of each other row, the same of its other numbers
 * </pre>
 *
 * Numbers as in {@link BlobWriter}, those among the bits as in {@link BitWriter}. Later formats
 * have another first number; this one stays readable.
 */
final class RowChunk {
  /** Octets that tell {@link #count} at most. */
  static final int HEAD = 8;

  private static final int FORMAT = 1;

  private RowChunk() {}

  /** How many rows there are, of at least the first octets. */
  static int count(byte[] head) {
    BlobReader in = new BlobReader(head);
    in.unsigned();
    return (int) in.unsigned();
  }

  /** The way through a row's numbers, the same for one who writes and one who reads them. */
  private interface Coder {
    /** Takes the number's value from one who writes; gives it to one who reads. */
    long code(int number, long expected, long value);
  }

  /** Writes rows, which stand in the order of time. */
  static byte[] encode(List<ResultRow> rows, String pairAddress) {
    List<byte[]> words = new ArrayList<>();
    Map<ByteBuffer, Integer> known = new HashMap<>();
    List<long[]> all = new ArrayList<>();
    for (ResultRow row : rows) {
      long[] numbers = RowNumbers.of(row, pairAddress);
      byte[] own = RowNumbers.words(row, pairAddress);
      numbers[RowNumbers.WORDS] =
          known.computeIfAbsent(
              ByteBuffer.wrap(own),
              isNew -> {
                words.add(own);
                return words.size() - 1;
              });
      all.add(numbers);
    }
    long usual = usual(all);
    BlobWriter out = new BlobWriter();
    out.unsigned(FORMAT).unsigned(all.size());
    out.unsigned(all.get(0)[RowNumbers.TIME]).unsigned(usual).unsigned(words.size());
    words.forEach(word -> out.unsigned(word.length).octets(word));
    return out.octets(bits(all, usual)).bytes();
  }

  /** The median of the times between two rows. */
  private static long usual(List<long[]> rows) {
    long[] between = new long[rows.size() - 1];
    for (int i = 0; i < between.length; i++) {
      between[i] = rows.get(i + 1)[RowNumbers.TIME] - rows.get(i)[RowNumbers.TIME];
    }
    Arrays.sort(between);
    return between.length == 0 ? 0 : between[between.length / 2];
  }

  private static byte[] bits(List<long[]> rows, long usual) {
    ChunkCode[] codes = codes(rows, usual);
    BitWriter out = new BitWriter();
    for (ChunkCode code : codes) {
      code.describe(out);
    }
    Coder coder =
        (number, expected, value) -> {
          codes[number].write(out, value - expected);
          return value;
        };
    times(rows, usual, coder);
    walk(
        rows.get(0),
        new long[RowNumbers.COUNT],
        (number, expected, value) -> {
          ChunkCode.ANY.write(out, value - expected);
          return value;
        });
    others(rows, coder);
    return out.bytes();
  }

  private static ChunkCode[] codes(List<long[]> rows, long usual) {
    long[][] differences = new long[RowNumbers.COUNT][rows.size()];
    int[] counts = new int[RowNumbers.COUNT];
    Coder coder =
        (number, expected, value) -> {
          differences[number][counts[number]++] = value - expected;
          return value;
        };
    times(rows, usual, coder);
    others(rows, coder);
    ChunkCode[] codes = new ChunkCode[RowNumbers.COUNT];
    Arrays.setAll(codes, i -> ChunkCode.of(Arrays.copyOf(differences[i], counts[i])));
    return codes;
  }

  /**
   * Reads the rows.
   *
   * @throws RuntimeException it is damaged
   */
  static List<ResultRow> decode(byte[] chunk, Pair pair, String pairAddress) {
    BlobReader in = new BlobReader(chunk);
    List<long[]> rows = start(in);
    long usual = in.unsigned();
    byte[][] words = readWords(in);
    BitReader bits = new BitReader(in.octets(in.left()));
    ChunkCode[] codes = codes(bits);
    Coder coder = (number, expected, value) -> expected + codes[number].read(bits);
    times(rows, usual, coder);
    walk(
        rows.get(0),
        new long[RowNumbers.COUNT],
        (number, expected, value) -> expected + ChunkCode.ANY.read(bits));
    others(rows, coder);
    List<ResultRow> decoded = new ArrayList<>(rows.size());
    for (long[] row : rows) {
      decoded.add(RowNumbers.row(row, words[(int) row[RowNumbers.WORDS]], pair, pairAddress));
    }
    return decoded;
  }

  /** Whether one of the rows is of a time, microseconds since 1970. */
  static boolean has(byte[] chunk, long time) {
    BlobReader in = new BlobReader(chunk);
    List<long[]> rows = start(in);
    long usual = in.unsigned();
    readWords(in);
    BitReader bits = new BitReader(in.octets(in.left()));
    ChunkCode[] codes = codes(bits);
    times(rows, usual, (number, expected, value) -> expected + codes[number].read(bits));
    return rows.stream().anyMatch(row -> row[RowNumbers.TIME] == time);
  }

  private static byte[][] readWords(BlobReader in) {
    byte[][] words = new byte[(int) in.unsigned()][];
    Arrays.setAll(words, i -> in.octets((int) in.unsigned()));
    return words;
  }

  private static ChunkCode[] codes(BitReader bits) {
    ChunkCode[] codes = new ChunkCode[RowNumbers.COUNT];
    Arrays.setAll(codes, i -> ChunkCode.described(bits));
    return codes;
  }

  /** The rows, of which only the first has a time. */
  private static List<long[]> start(BlobReader in) {
    long format = in.unsigned();
    if (format != FORMAT) {
      throw new IllegalStateException(
          "a chunk of format " + format + ", which a later version wrote");
    }
    List<long[]> rows = new ArrayList<>();
    for (long left = in.unsigned(); left > 0; left--) {
      rows.add(new long[RowNumbers.COUNT]);
    }
    rows.get(0)[RowNumbers.TIME] = in.unsigned();
    return rows;
  }

  /** The times of all rows but the first. */
  private static void times(List<long[]> rows, long usual, Coder coder) {
    int time = RowNumbers.TIME;
    for (int i = 1; i < rows.size(); i++) {
      long[] row = rows.get(i);
      row[time] = coder.code(time, rows.get(i - 1)[time] + usual, row[time]);
    }
  }

  /** The other numbers of all rows but the first. */
  private static void others(List<long[]> rows, Coder coder) {
    for (int i = 1; i < rows.size(); i++) {
      walk(rows.get(i), rows.get(i - 1), coder);
    }
  }

  /** The numbers of a row but its time. */
  private static void walk(long[] row, long[] before, Coder coder) {
    for (int i = RowNumbers.FLAGS; i < RowNumbers.MIN; i++) {
      row[i] = coder.code(i, before[i], row[i]);
    }
    if (RowNumbers.has(row, RowBlob.RTT)) {
      walkTimes(row, before, coder);
    } else {
      // so that the next row with times has some to be compared with
      System.arraycopy(
          before, RowNumbers.MIN, row, RowNumbers.MIN, RowNumbers.COUNT - RowNumbers.MIN);
    }
  }

  private static void walkTimes(long[] row, long[] before, Coder coder) {
    row[RowNumbers.MIN] = coder.code(RowNumbers.MIN, before[RowNumbers.MIN], row[RowNumbers.MIN]);
    for (int i = RowNumbers.QUANTILES; i < RowNumbers.MAX; i++) {
      row[i] =
          RowNumbers.has(row, RowBlob.QUANTILES) ? coder.code(i, row[i - 1], row[i]) : row[i - 1];
    }
    row[RowNumbers.MAX] = coder.code(RowNumbers.MAX, row[RowNumbers.MAX - 1], row[RowNumbers.MAX]);
    RttShape shape = new RttShape(row);
    row[RowNumbers.AVG] = coder.code(RowNumbers.AVG, shape.avg, row[RowNumbers.AVG]);
    row[RowNumbers.JITTER] = coder.code(RowNumbers.JITTER, shape.jitter, row[RowNumbers.JITTER]);
    if (RowNumbers.has(row, RowBlob.MEDIAN)) {
      row[RowNumbers.MEDIAN] = coder.code(RowNumbers.MEDIAN, shape.median, row[RowNumbers.MEDIAN]);
    }
    if (RowNumbers.has(row, RowBlob.IPDV)) {
      row[RowNumbers.IPDV] = coder.code(RowNumbers.IPDV, shape.ipdv, row[RowNumbers.IPDV]);
    }
    if (RowNumbers.has(row, RowBlob.PDV95)) {
      row[RowNumbers.PDV95] = coder.code(RowNumbers.PDV95, shape.pdv95, row[RowNumbers.PDV95]);
    }
  }
}
