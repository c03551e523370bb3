package org.ixpqos.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.ixpqos.daemon.round.RttStatistics;
import org.ixpqos.model.RttSummary;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the recorder does of a round's times. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RttStatisticsBench {
  @Param({"60", "600"})
  private int packets;

  private long[] times;

  @Setup
  public void times() {
    times = Rounds.times(new Random(2), packets, true);
  }

  @Benchmark
  public RttSummary round() {
    return RttStatistics.of(times);
  }
}
