package org.ixpqos.bench.collector;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ixpqos.bench.Rounds;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.collector.rollup.RollupBlob;
import org.ixpqos.model.RoundResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Adding up: a row to its hour, an hour to its day, and what a quantile costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RollupBench {
  private static final int ROWS = 60;

  private final List<RoundResult> rows = Rounds.rows(ROWS);
  private final Rollup hour = hour();
  private final byte[] blob = RollupBlob.encode(hour);

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Rollup hour() {
    Rollup sum = new Rollup();
    rows.forEach(sum::add);
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(24)
  public Rollup day() {
    Rollup day = new Rollup();
    for (int i = 0; i < 24; i++) {
      day.add(hour);
    }
    return day;
  }

  @Benchmark
  public Double quantile() {
    return hour.quantile(0.95);
  }

  @Benchmark
  public byte[] encodeSum() {
    return RollupBlob.encode(hour);
  }

  @Benchmark
  public Rollup decodeSum() {
    return RollupBlob.decode(blob);
  }
}
