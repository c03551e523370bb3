package org.ixpqos.bench.collector;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.ixpqos.collector.ModelLoad;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireCodec;
import org.ixpqos.model.wire.WireForm;

/**
 * So many probes that post at once, each its next batch of 50 rounds as soon as the last is
 * answered, in a process of their own:
 *
 * <pre>PostingProbes URL KEY gzip|plain|columns PROBES BATCHES OFFSET_MS</pre>
 *
 * Batches are made before the clock starts, and stand on plain sockets: what a client costs is not
 * what is measured. {@code gzip} and {@code plain} are JSON, {@code columns} are compressed. Prints what the
 * caller reads, one line: rounds, seconds, p50 and p99 in ms, bytes of bodies.
 */
public final class PostingProbes {
  private static final int ROUNDS = 50;

  private final URI target;
  private final String key;
  private final boolean gzip;
  private final WireForm form;
  private long bytes;
  private final AtomicLong rounds = new AtomicLong();
  private final List<Long> nanos = new ArrayList<>();

  private PostingProbes(URI target, String key, boolean gzip, WireForm form) {
    this.target = target;
    this.key = key;
    this.gzip = gzip;
    this.form = form;
  }

  public static void main(String[] arguments) throws Exception {
    boolean columns = arguments[2].equals("columns");
    new PostingProbes(
            URI.create(arguments[0]),
            arguments[1],
            columns || arguments[2].equals("gzip"),
            columns ? WireForm.COLUMNS : WireForm.JSON)
        .run(
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]),
            Duration.ofMillis(Integer.parseInt(arguments[5])));
  }

  /** Each probe's rounds are a tenth of a second apart, in the last minutes. */
  private void run(int probes, int batches, Duration offset) throws Exception {
    Instant first = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofMillis(100L * batches / probes)).plus(offset);
    ModelLoad load = new ModelLoad(ROUNDS + 1);
    List<Queue<byte[]>> requests = new ArrayList<>();
    for (int probe = 0; probe < probes; probe++) {
      Queue<byte[]> own = new ArrayDeque<>();
      for (int i = 0; i < batches / probes; i++) {
        Instant time = first.plusMillis(100L * i + 50L * (probe / ROUNDS));
        own.add(request(load.upload(probe % ROUNDS, time)));
      }
      requests.add(own);
    }
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (Queue<byte[]> own : requests) {
      Thread thread = new Thread(() -> post(own, start));
      thread.start();
      threads.add(thread);
    }
    long began = System.nanoTime();
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%d %.3f %.3f %.3f %d%n",
        rounds.get(),
        seconds,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6,
        bytes);
  }

  private byte[] text(Upload upload) {
    return form == WireForm.COLUMNS
        ? WireCodec.encodeColumns(upload)
        : WireCodec.encode(upload, upload.rows().stream().map(WireCodec::encode).toList(), List.of())
            .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] request(Upload upload) throws IOException {
    byte[] text = text(upload);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (gzip) {
      try (GZIPOutputStream out = new FastGzip(body)) {
        out.write(text);
      }
    } else {
      body.write(text);
    }
    bytes += body.size();
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(
        ("POST "
                + target.getPath()
                + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
                + key
                + "\r\nContent-Type: "
                + form.mediaType()
                + "\r\n"
                + (gzip ? "Content-Encoding: gzip\r\n" : "")
                + "Content-Length: "
                + body.size()
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    body.writeTo(request);
    return request.toByteArray();
  }

  /** As daemons compress. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private void post(Queue<byte[]> requests, CountDownLatch start) {
    List<Long> own = new ArrayList<>();
    try (Socket socket = new Socket(target.getHost(), target.getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      start.await();
      for (byte[] request = requests.poll(); request != null; request = requests.poll()) {
        long began = System.nanoTime();
        out.write(request);
        readAnswer(in);
        own.add(System.nanoTime() - began);
        rounds.addAndGet(ROUNDS);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      synchronized (nanos) {
        nanos.addAll(own);
      }
    }
  }

  /** Reads an answer; anything but 200 that took all rounds ends the run. */
  private static void readAnswer(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).trim());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    if (!status.contains(" 200 ") || body.contains("\"index\"")) {
      throw new IOException(status + " " + body);
    }
  }

  private static String line(InputStream in) throws IOException {
    byte[] line = new byte[1024];
    int length = 0;
    for (int one = in.read(); one != '\n'; one = in.read()) {
      if (one < 0) {
        throw new IOException("the connection was closed");
      }
      line[length++] = (byte) one;
    }
    return new String(Arrays.copyOf(line, length), StandardCharsets.US_ASCII).trim();
  }
}
