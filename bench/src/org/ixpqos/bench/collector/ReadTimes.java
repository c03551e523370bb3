package org.ixpqos.bench.collector;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a reader asks, and how long each answer took. Thread-safe. */
final class ReadTimes {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String data;
  private final Map<String, List<Double>> milliseconds = new LinkedHashMap<>(); // guarded by this
  private final Map<String, Integer> failed = new LinkedHashMap<>(); // guarded by this

  ReadTimes(int port) {
    this.data = "http://127.0.0.1:" + port + "/api/v1/data/";
  }

  /** Asks once; a browser's answer, compressed. */
  void ask(String name, String question) throws IOException, InterruptedException {
    long began = System.nanoTime();
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(data + question))
                .header("Accept-Encoding", "gzip")
                .timeout(Duration.ofSeconds(60))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    double took = (System.nanoTime() - began) / 1e6;
    synchronized (this) {
      if (answer.statusCode() == 200) {
        milliseconds.computeIfAbsent(name, any -> new ArrayList<>()).add(took);
      } else {
        failed.merge(name + " " + answer.statusCode(), 1, Integer::sum);
      }
    }
  }

  /** {@code p50 / p99 (times)} of a question. */
  synchronized String text(String name) {
    List<Double> all = milliseconds.getOrDefault(name, List.of());
    if (all.isEmpty()) {
      return "–";
    }
    double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return String.format(
        "%.0f / %.0f (%d)",
        sorted[sorted.length / 2],
        sorted[(int) Math.ceil(sorted.length * 0.99) - 1],
        sorted.length);
  }

  synchronized String failures() {
    return failed.isEmpty() ? "none" : failed.toString();
  }

  static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(sorted.length * share) - 1];
  }
}
