package org.ixpqos.collector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.ixpqos.collector.http.Route;

/** A whole collector on loopback, in a directory of the test's, at a time of the test's. */
public final class TestingCollector implements AutoCloseable {
  public static final String KEY = "the-key";

  public final TestingClock clock;
  private final Path directory;
  private final Collector collector;
  private final HttpClient client = HttpClient.newHttpClient();

  public TestingCollector(Path directory) throws Exception {
    this(directory, "");
  }

  /** With more keys in collector.json: {@code "login": {}, …}. */
  public TestingCollector(Path directory, String more) throws Exception {
    this(directory, more, new TestingClock());
  }

  /** At a time that goes on while it is stopped. */
  public TestingCollector(Path directory, String more, TestingClock clock) throws Exception {
    this.clock = clock;
    this.directory = Files.createDirectories(directory);
    write("key", KEY);
    write(
        CollectorConfig.FILE,
        "{\"listen\": {\"port\": 0}, \"apiKeyFile\": \"key\", \"store\": {\"directory\": \"store\"}"
            + (more.isEmpty() ? "" : ", ")
            + more
            + "}");
    this.collector = Collector.start(CollectorConfig.read(directory), clock.keeper());
  }

  public Path storeDirectory() {
    return directory.resolve("store");
  }

  public void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(collector.uri().resolve(path));
  }

  /** What is done twice a minute. */
  public void keepHouse() {
    collector.keepHouse();
  }

  /** What is done each two seconds. */
  public void keepLives() throws Exception {
    collector.keepLives();
  }

  /** What is looked at each five seconds. */
  public void watchProbes() {
    collector.watchProbes();
  }

  /** Edits of collector.json are taken over from here on. */
  public void follow(Optional<String> notice) {
    collector.follow(directory, notice);
  }

  /** What is looked at each second. */
  public void applyConfigurationNow() {
    collector.applyConfigurationNow();
  }

  /** What systemctl status shows. */
  public String summary() {
    return collector.summary();
  }

  public URI uri() {
    return collector.uri();
  }

  List<Route> routes() {
    return collector.routes();
  }

  /** Sends a request; the answer is held against openapi.json. */
  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    DescribedApi.check(answer);
    return answer;
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  public HttpResponse<String> getKeyed(String path) throws IOException, InterruptedException {
    return send(request(path).header("X-API-Key", KEY));
  }

  public HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return send(posting().POST(BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> postPlain(byte[] body) throws IOException, InterruptedException {
    return send(posting().POST(BodyPublishers.ofByteArray(body)));
  }

  public HttpResponse<String> postGzip(byte[] gzipped) throws IOException, InterruptedException {
    return send(
        posting().header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(gzipped)));
  }

  public HttpRequest.Builder posting() {
    return request("/api/v1/data/probe-result").header("X-API-Key", KEY);
  }

  public static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    try {
      collector.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
