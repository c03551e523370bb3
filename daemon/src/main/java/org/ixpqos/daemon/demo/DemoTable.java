package org.ixpqos.daemon.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jnr.posix.POSIXFactory;

/** A table of the collector's stored results and the probes' buffers, which is printed anew. */
final class DemoTable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int STDOUT = 1;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final DemoMesh mesh;
  private final PrintWriter out;
  private final boolean terminal = POSIXFactory.getNativePOSIX().libc().isatty(STDOUT) == 1;
  private int printed;

  DemoTable(DemoMesh mesh, PrintWriter out) {
    this.mesh = mesh;
    this.out = out;
  }

  void print() throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    JsonObject matrix = get(mesh.page().resolve("api/v1/data/matrix?range=1m"));
    lines.add(
        String.format(
            Locale.ROOT,
            "%-8s %-8s %-4s %12s %9s %12s",
            "SOURCE",
            "TARGET",
            "IP",
            "MEDIAN ms",
            "LOSS",
            "STARTED"));
    matrix.getAsJsonArray("pairs").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(DemoTable::line)
        .sorted()
        .forEach(lines::add);
    lines.add(buffers());
    if (terminal && printed > 0) {
      out.printf(Locale.ROOT, "\033[%dA\033[J", printed);
    }
    lines.forEach(out::println);
    out.flush();
    printed = lines.size();
  }

  private static String line(JsonObject pair) {
    JsonElement loss = pair.get("loss");
    JsonElement median = pair.get("median");
    return String.format(
        Locale.ROOT,
        "%-8s %-8s %-4s %12s %9s %12s",
        text(pair, "source"),
        text(pair, "target"),
        "v" + text(pair, "proto"),
        median.isJsonNull() ? "-" : String.format(Locale.ROOT, "%.3f", median.getAsDouble()),
        loss.isJsonNull()
            ? "unknown"
            : String.format(Locale.ROOT, "%.1f %%", loss.getAsDouble() * 100),
        String.format(Locale.ROOT, "%.1f s ago", pair.get("age_s").getAsDouble()));
  }

  private String buffers() throws IOException, InterruptedException {
    StringBuilder line = new StringBuilder("buffered on disk, not yet delivered:");
    for (Map.Entry<String, Integer> probe : mesh.ports().entrySet()) {
      JsonObject status = get(URI.create("http://127.0.0.1:" + probe.getValue() + "/status"));
      JsonObject collector = status.getAsJsonArray("collectors").get(0).getAsJsonObject();
      line.append(
          String.format(
              Locale.ROOT,
              "  %s %s (%s delivered)",
              probe.getKey(),
              text(status.getAsJsonObject("buffer"), "entries"),
              text(collector, "accepted")));
    }
    return line.toString();
  }

  private static String text(JsonObject object, String key) {
    return object.has(key) && !object.get(key).isJsonNull() ? object.get(key).getAsString() : "-";
  }

  private JsonObject get(URI url) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(url).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(url + " answers " + response.statusCode());
    }
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }
}
