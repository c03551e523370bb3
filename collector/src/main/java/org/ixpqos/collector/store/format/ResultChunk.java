package org.ixpqos.collector.store.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;

/**
 * The rows of a pair's hour as the table {@code raw_chunk} keeps them: in the order of time, each
 * number as its difference from a prediction. The prediction is the value of the row before, or
 * follows from the row's own earlier numbers; in a network that does not change, it differs by some
 * microseconds, which take a handful of bits.
 *
 * <pre>
 * format 1, rows, the first row's time, the usual time between two
 * words     how many; of each its length and bytes
 * bits      the code ({@link ChunkCode}) of each number of a row, in the order of {@link ResultNumbers}
 *           of each row but the first, by how much its time is not as expected
 *           the first row's other numbers, by the code ANY
 *           of each other row, the same of its other numbers
 * </pre>
 *
 * Format 2 is written where rows have {@link RoundResult#more()}: after the usual time it has how
 * many such fields there are, and the number of each; these are more numbers of each row.
 *
 * <p>Numbers as in {@link BlobWriter}, those among the bits as in {@link BitWriter}. Later formats
 * have another first number; these stay readable.
 */
public final class ResultChunk {
  /** The maximum of bytes that {@link #count} needs. */
  public static final int HEAD = 8;

  private static final int FORMAT = 1;
  private static final int FORMAT_WITH_MORE = 2;

  private ResultChunk() {}

  /** How many rows there are, of at least the first bytes. */
  public static int count(byte[] head) {
    BlobReader in = new BlobReader(head);
    in.unsigned();
    return (int) in.unsigned();
  }

  /** The iteration over a row's numbers, the same for writing and reading. */
  private interface Coder {
    /** Takes the number's value when writing; returns it when reading. */
    long code(int number, long expected, long value);
  }

  /** Writes rows, which stand in the order of time. */
  public static byte[] encode(List<RoundResult> rows, String pairAddress) {
    List<RoundField> columns = columns(rows);
    List<byte[]> words = new ArrayList<>();
    Map<ByteBuffer, Integer> known = new HashMap<>();
    List<long[]> all = new ArrayList<>();
    for (RoundResult row : rows) {
      long[] numbers = ResultNumbers.of(row, pairAddress, columns);
      byte[] own = ResultNumbers.words(row, pairAddress);
      numbers[ResultNumbers.WORDS] =
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
    out.unsigned(columns.isEmpty() ? FORMAT : FORMAT_WITH_MORE).unsigned(all.size());
    out.unsigned(all.get(0)[ResultNumbers.TIME]).unsigned(usual);
    if (!columns.isEmpty()) {
      out.unsigned(columns.size());
      columns.forEach(field -> out.unsigned(field.storeNumber()));
    }
    out.unsigned(words.size());
    words.forEach(word -> out.unsigned(word.length).bytes(word));
    return out.bytes(bits(all, usual)).bytes();
  }

  /** The fields that some of the rows have in {@link RoundResult#more()}. */
  private static List<RoundField> columns(List<RoundResult> rows) {
    return rows.stream()
        .flatMap(row -> row.more().keySet().stream())
        .distinct()
        .sorted(Comparator.comparingInt(RoundField::storeNumber))
        .toList();
  }

  /** The median of the times between two rows. */
  private static long usual(List<long[]> rows) {
    long[] between = new long[rows.size() - 1];
    for (int i = 0; i < between.length; i++) {
      between[i] = rows.get(i + 1)[ResultNumbers.TIME] - rows.get(i)[ResultNumbers.TIME];
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
        new long[rows.get(0).length],
        (number, expected, value) -> {
          ChunkCode.ANY.write(out, value - expected);
          return value;
        });
    others(rows, coder);
    return out.bytes();
  }

  private static ChunkCode[] codes(List<long[]> rows, long usual) {
    int width = rows.get(0).length;
    long[][] differences = new long[width][rows.size()];
    int[] counts = new int[width];
    Coder coder =
        (number, expected, value) -> {
          differences[number][counts[number]++] = value - expected;
          return value;
        };
    times(rows, usual, coder);
    others(rows, coder);
    ChunkCode[] codes = new ChunkCode[width];
    Arrays.setAll(codes, i -> ChunkCode.of(Arrays.copyOf(differences[i], counts[i])));
    return codes;
  }

  /**
   * Reads the rows.
   *
   * @throws RuntimeException it is damaged
   */
  public static List<RoundResult> decode(byte[] chunk, Pair pair, String pairAddress) {
    Start start = Start.read(new BlobReader(chunk));
    List<long[]> rows = start.rows();
    BitReader bits = start.bits();
    ChunkCode[] codes = codes(bits, start.width());
    Coder coder = (number, expected, value) -> expected + codes[number].read(bits);
    times(rows, start.usual(), coder);
    walk(
        rows.get(0),
        new long[start.width()],
        (number, expected, value) -> expected + ChunkCode.ANY.read(bits));
    others(rows, coder);
    List<RoundResult> decoded = new ArrayList<>(rows.size());
    for (long[] row : rows) {
      byte[] words = start.words().get((int) row[ResultNumbers.WORDS]);
      decoded.add(ResultNumbers.row(row, words, pair, pairAddress, start.columns()));
    }
    return decoded;
  }

  /** Whether one of the rows is of a time, microseconds since 1970. */
  public static boolean has(byte[] chunk, long time) {
    Start start = Start.read(new BlobReader(chunk));
    BitReader bits = start.bits();
    ChunkCode[] codes = codes(bits, start.width());
    Coder coder = (number, expected, value) -> expected + codes[number].read(bits);
    times(start.rows(), start.usual(), coder);
    return start.rows().stream().anyMatch(row -> row[ResultNumbers.TIME] == time);
  }

  /**
   * The header before the bits.
   *
   * @param rows of which only the first has a time
   */
  private record Start(
      List<long[]> rows, long usual, List<RoundField> columns, List<byte[]> words, BitReader bits) {
    static Start read(BlobReader in) {
      long format = in.unsigned();
      if (format != FORMAT && format != FORMAT_WITH_MORE) {
        throw new IllegalStateException(
            "a chunk of format " + format + ", which a later version wrote");
      }
      long count = in.unsigned();
      long first = in.unsigned();
      long usual = in.unsigned();
      List<RoundField> columns = new ArrayList<>();
      for (long left = format == FORMAT ? 0 : in.unsigned(); left > 0; left--) {
        columns.add(RoundFields.stored((int) in.unsigned()));
      }
      List<byte[]> words = readWords(in);
      List<long[]> rows = new ArrayList<>();
      for (long left = count; left > 0; left--) {
        rows.add(new long[ResultNumbers.MORE + columns.size()]);
      }
      rows.get(0)[ResultNumbers.TIME] = first;
      return new Start(rows, usual, columns, words, new BitReader(in.bytes(in.left())));
    }

    int width() {
      return ResultNumbers.MORE + columns.size();
    }
  }

  private static List<byte[]> readWords(BlobReader in) {
    List<byte[]> words = new ArrayList<>();
    for (long left = in.unsigned(); left > 0; left--) {
      words.add(in.bytes((int) in.unsigned()));
    }
    return words;
  }

  private static ChunkCode[] codes(BitReader bits, int width) {
    ChunkCode[] codes = new ChunkCode[width];
    Arrays.setAll(codes, i -> ChunkCode.described(bits));
    return codes;
  }

  /** The times of all rows but the first. */
  private static void times(List<long[]> rows, long usual, Coder coder) {
    int time = ResultNumbers.TIME;
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
    for (int i = ResultNumbers.FLAGS; i < ResultNumbers.MIN; i++) {
      row[i] = coder.code(i, before[i], row[i]);
    }
    for (int i = ResultNumbers.MORE; i < row.length; i++) {
      row[i] = coder.code(i, before[i], row[i]);
    }
    if (ResultNumbers.has(row, ResultBlob.RTT)) {
      walkTimes(row, before, coder);
    } else {
      // so that the next row with times has some to be compared with
      System.arraycopy(
          before,
          ResultNumbers.MIN,
          row,
          ResultNumbers.MIN,
          ResultNumbers.MORE - ResultNumbers.MIN);
    }
  }

  private static void walkTimes(long[] row, long[] before, Coder coder) {
    row[ResultNumbers.MIN] =
        coder.code(ResultNumbers.MIN, before[ResultNumbers.MIN], row[ResultNumbers.MIN]);
    for (int i = ResultNumbers.QUANTILES; i < ResultNumbers.MAX; i++) {
      row[i] =
          ResultNumbers.has(row, ResultBlob.QUANTILES)
              ? coder.code(i, row[i - 1], row[i])
              : row[i - 1];
    }
    row[ResultNumbers.MAX] =
        coder.code(ResultNumbers.MAX, row[ResultNumbers.MAX - 1], row[ResultNumbers.MAX]);
    RttShape shape = new RttShape(row);
    row[ResultNumbers.AVG] = coder.code(ResultNumbers.AVG, shape.avg, row[ResultNumbers.AVG]);
    row[ResultNumbers.JITTER] =
        coder.code(ResultNumbers.JITTER, shape.jitter, row[ResultNumbers.JITTER]);
    if (ResultNumbers.has(row, ResultBlob.MEDIAN)) {
      row[ResultNumbers.MEDIAN] =
          coder.code(ResultNumbers.MEDIAN, shape.median, row[ResultNumbers.MEDIAN]);
    }
    if (ResultNumbers.has(row, ResultBlob.IPDV)) {
      row[ResultNumbers.IPDV] = coder.code(ResultNumbers.IPDV, shape.ipdv, row[ResultNumbers.IPDV]);
    }
    if (ResultNumbers.has(row, ResultBlob.PDV95)) {
      row[ResultNumbers.PDV95] =
          coder.code(ResultNumbers.PDV95, shape.pdv95, row[ResultNumbers.PDV95]);
    }
  }
}
