package org.ixpqos.bench.collector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.ixpqos.collector.ModelLoad;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireCodec;

/** All probes of a mesh as they post: a minute's rounds each minute, spread over it; or a backlog. */
final class MeshUploads {
  private static final int IN_FLIGHT = 16;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI target;
  private final String key;
  private final int probes;
  private final ModelLoad load;
  private final List<Double> milliseconds = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong rounds = new AtomicLong();

  MeshUploads(int port, String key, int probes) {
    this.target = URI.create("http://127.0.0.1:" + port + "/api/v1/data/probe-result");
    this.key = key;
    this.probes = probes;
    this.load = new ModelLoad(probes);
  }

  /** Posts what is new, until a moment; answers how many rounds were posted. */
  long live(Instant until) {
    Semaphore free = new Semaphore(IN_FLIGHT);
    long before = rounds.get();
    Instant begin = Instant.now();
    for (long i = 0; Instant.now().isBefore(until); i++) {
      Instant due = begin.plusNanos(i * 60_000_000_000L / probes);
      LockSupport.parkNanos(Math.max(0, Duration.between(Instant.now(), due).toNanos()));
      Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(60);
      free.acquireUninterruptibly();
      post(load.upload((int) (i % probes), minute), milliseconds).whenComplete((x, e) -> free.release());
    }
    free.acquireUninterruptibly(IN_FLIGHT);
    return rounds.get() - before;
  }

  /** Posts so many minutes before a moment, of all probes, as fast as they are taken. */
  void backlog(Instant end, int minutes) {
    Semaphore free = new Semaphore(IN_FLIGHT);
    List<Double> unused = Collections.synchronizedList(new ArrayList<>());
    for (int minute = minutes; minute > 0; minute--) {
      for (int probe = 0; probe < probes; probe++) {
        free.acquireUninterruptibly();
        Upload upload = load.upload(probe, end.minus(Duration.ofMinutes(minute)));
        post(upload, unused).whenComplete((x, e) -> free.release());
      }
    }
    free.acquireUninterruptibly(IN_FLIGHT);
  }

  private CompletableFuture<Void> post(Upload upload, List<Double> times) {
    byte[] body = body(upload);
    long began = System.nanoTime();
    return http.sendAsync(
            HttpRequest.newBuilder(target)
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .handle(
            (answer, failure) -> {
              if (failure == null && answer.statusCode() == 200) {
                times.add((System.nanoTime() - began) / 1e6);
                rounds.addAndGet(upload.rows().size());
              } else {
                refused.incrementAndGet();
              }
              return null;
            });
  }

  private static byte[] body(Upload upload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(body)) {
      out.write(
          WireCodec.encode(
                  upload, upload.rows().stream().map(WireCodec::encode).toList(), List.of())
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return body.toByteArray();
  }

  long refused() {
    return refused.get();
  }

  /** Milliseconds until a live upload was answered. */
  double percentile(double share) {
    synchronized (milliseconds) {
      return ReadTimes.percentile(
          milliseconds.stream().mapToDouble(Double::doubleValue).toArray(), share);
    }
  }
}
