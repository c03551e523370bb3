package org.ixpqos.bench.collector;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ixpqos.bench.Rounds;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.store.format.ResultBlob;
import org.ixpqos.collector.store.format.ResultChunk;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A pair's hour as rows and as a chunk; the figures are of one row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ResultFormatBench {
  private static final int ROWS = 60;
  private static final String ADDRESS = "10.0.0.2";

  private final Pair pair = new Pair("p1", "p2", 4, "mesh");
  private final List<RoundResult> rows = Rounds.rows(ROWS);
  private final List<byte[]> blobs =
      rows.stream().map(row -> ResultBlob.encode(row, ADDRESS)).toList();
  private final byte[] chunk = ResultChunk.encode(rows, ADDRESS);
  private final long time = WireTime.micros(rows.get(0).time());

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int encodeRows() {
    int bytes = 0;
    for (RoundResult row : rows) {
      bytes += ResultBlob.encode(row, ADDRESS).length;
    }
    return bytes;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int decodeRows() {
    int sizes = 0;
    for (byte[] blob : blobs) {
      sizes += ResultBlob.decode(blob, time, pair, ADDRESS).size();
    }
    return sizes;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public byte[] encodeChunk() {
    return ResultChunk.encode(rows, ADDRESS);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public List<RoundResult> decodeChunk() {
    return ResultChunk.decode(chunk, pair, ADDRESS);
  }
}
