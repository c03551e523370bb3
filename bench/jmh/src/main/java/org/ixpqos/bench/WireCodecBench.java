package org.ixpqos.bench;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.UploadReader;
import org.ixpqos.model.wire.WireCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An upload of a thousand rounds; the figures are of one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireCodecBench {
  private static final int ROUNDS = 1_000;

  private final List<RoundResult> rows = Rounds.rows(ROUNDS);
  private final Instant now = rows.get(ROUNDS - 1).time().plusSeconds(1);
  private final Upload upload =
      new Upload(
          "p1",
          new UUID(1, 2),
          "e1",
          1,
          "1",
          new ProbeHealth(now, now, 0, 0, 0, "0123456789ab"),
          List.of(),
          List.of());
  private final String text = encode();
  private final Upload whole = upload.with(rows, List.of());
  private final byte[] columns = encodeColumns();

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public String encode() {
    return WireCodec.encode(upload, rows.stream().map(WireCodec::encode).toList(), List.of());
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public UploadReader.Reading decode() throws IOException {
    UploadReader.Reading reading =
        new UploadReader(now, Duration.ofDays(30)).read(new StringReader(text));
    if (reading.upload().rows().size() != ROUNDS) {
      throw new IllegalStateException("rejected: " + reading.rejected());
    }
    return reading;
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public byte[] encodeColumns() {
    return WireCodec.encodeColumns(whole);
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public UploadReader.Reading decodeColumns() throws IOException {
    UploadReader.Reading reading =
        new UploadReader(now, Duration.ofDays(30)).readColumns(columns);
    if (reading.upload().rows().size() != ROUNDS) {
      throw new IllegalStateException("rejected: " + reading.rejected());
    }
    return reading;
  }
}
