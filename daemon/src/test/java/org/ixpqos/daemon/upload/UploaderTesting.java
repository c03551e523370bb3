package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.ByteString;
import okio.GzipSource;
import okio.Okio;
import org.ixpqos.daemon.buffer.Buffer.Additions;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.daemon.config.DaemonConfig.StatusAddress;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.UploadReader;
import org.ixpqos.model.wire.WireCodec;
import org.ixpqos.model.wire.WireForm;
import org.ixpqos.service.delivery.DeliveryTiming;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A collector that answers as a test defines, and an uploader that delivers to it. */
abstract class UploaderTesting {
  static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
  static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path directory;
  final MockWebServer server = new MockWebServer();
  final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
  final List<JsonObject> bodies = new ArrayList<>();
  long nanos;
  final TestingClock clock = new TestingClock(TIME);
  final Timekeeper time = new Timekeeper(clock, () -> nanos, Instant.EPOCH);
  DurableBuffer buffer;
  Collector collector;

  /** What the probe is called now; empty where a test does not care. */
  volatile String ownName = "";

  Uploader uploader;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(directory.resolve("key"), "secret\n");
    server.start();
  }

  @AfterEach
  void close() {
    if (uploader != null) {
      uploader.close();
      buffer.close();
    }
    server.close();
  }

  interface Answer {
    MockResponse to(JsonObject body);
  }

  /** Starts an uploader whose collector gives these answers in turn, and the last from then on. */
  void start(boolean compat, Answer... answers) throws IOException {
    startPausing(compat, pauses::add, answers);
  }

  void startPausing(boolean compat, DeliveryTiming.Pause pause, Answer... answers)
      throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          private int turn;

          @Override
          public MockResponse dispatch(RecordedRequest request) {
            synchronized (bodies) {
              JsonObject body = body(request);
              bodies.add(body);
              return answers[Math.min(turn++, answers.length - 1)].to(body);
            }
          }
        });
    URI url = URI.create("http://127.0.0.1:" + server.getPort() + "/backend");
    Collector collector =
        new Collector(
            "main", url, directory.resolve("key"), Optional.empty(), Optional.empty(), compat);
    this.collector = collector;
    buffer = new DurableBuffer(config("p1"), time);
    RandomGenerator whole = () -> -1L;
    uploader =
        new Uploader(
            collector,
            buffer,
            1_000_000,
            new AboutProbe() {
              @Override
              public ProbeHealth health(String name, Instant now) {
                return new ProbeHealth(now, TIME, 1, 2, 3, "abc");
              }

              @Override
              public String source() {
                return ownName;
              }
            },
            time,
            whole,
            pause);
  }

  /** Of a probe of a name that delivers to the collector. */
  DaemonConfig config(String name) {
    return new DaemonConfig(
        name,
        List.of(collector),
        new BufferLimits(directory, 256_000_000, Duration.ofDays(3650), 1_000_000),
        new StatusAddress("127.0.0.1", 0),
        Optional.empty());
  }

  static JsonObject body(RecordedRequest request) {
    try {
      ByteString bytes = request.getBody();
      Buffer raw = new Buffer().write(bytes);
      boolean gzip = "gzip".equals(request.getHeaders().get("Content-Encoding"));
      ByteString text = (gzip ? Okio.buffer(new GzipSource(raw)) : raw).readByteString();
      return JsonParser.parseString(isColumns(request) ? json(text) : text.utf8())
          .getAsJsonObject();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean isColumns(RecordedRequest request) {
    return WireForm.COLUMNS.mediaType().equals(request.getHeaders().get("Content-Type"));
  }

  /** The JSON of columns. */
  private static String json(ByteString columns) throws IOException {
    UploadReader.Reading reading =
        new UploadReader(TIME, () -> {}).readColumns(columns.toByteArray());
    assertTrue(reading.rejected().isEmpty() && reading.remarks().isEmpty());
    return WireCodec.encode(
        reading.upload(),
        reading.upload().rows().stream().map(WireCodec::encode).toList(),
        reading.upload().gaps().stream().map(WireCodec::encode).toList());
  }

  static RoundResult row(int number) {
    return new RoundResult(
        TIME.plusSeconds(number),
        "mesh",
        "p" + number,
        4,
        "10.0.0.1",
        false,
        null,
        null,
        null,
        "",
        0,
        null,
        56,
        0,
        List.of(new Reason("not_sent", "unresolved", "", 1)));
  }

  void append(int from, int to) {
    Additions additions = new Additions();
    for (int i = from; i <= to; i++) {
      additions.add(BufferEntry.of(row(i)));
    }
    buffer.append(additions);
  }

  static MockResponse status(int code, String body) {
    return new MockResponse.Builder().code(code).body(body).build();
  }

  static MockResponse stored(JsonObject body) {
    int rows = body.getAsJsonArray("probes").size();
    int gaps = body.has("gaps") ? body.getAsJsonArray("gaps").size() : 0;
    return status(200, WireCodec.encode(new UploadAnswer(rows + gaps, 0, List.of(), TIME)));
  }

  void awaitEmpty() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (buffer.status().entries() > 0 || buffer.status().held() > 0) {
      assertTrue(System.nanoTime() < end, () -> buffer.status() + " " + uploader.status());
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Right after an upload was taken its entries are gone, and the trouble before it is not yet. */
  void awaitNoTrouble() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!uploader.status().trouble().isEmpty()) {
      assertTrue(System.nanoTime() < end, () -> uploader.status().toString());
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  Duration firstPauseOver(Duration least) throws InterruptedException {
    while (true) {
      Duration pause = pauses.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertNotNull(pause, () -> "no pause; " + uploader.status());
      if (pause.compareTo(least) >= 0) {
        return pause;
      }
    }
  }

  List<String> names(int request) {
    List<String> names = new ArrayList<>();
    synchronized (bodies) {
      JsonArray rows = bodies.get(request).getAsJsonArray("probes");
      rows.forEach(row -> names.add(row.getAsJsonObject().get("name").getAsString()));
    }
    return names;
  }
}
