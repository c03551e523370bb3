package org.ixpqos.daemon.upload;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.ixpqos.config.SeenFiles;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.BadUploadException;
import org.ixpqos.model.wire.UploadAnswerReader;
import org.ixpqos.model.wire.WireForm;
import org.ixpqos.service.delivery.Outcome;
import org.ixpqos.service.retry.RetryAfter;
import org.ixpqos.service.tls.TlsTrouble;

/** Posts uploads to one collector and returns the outcome; it never throws for a response. */
final class CollectorClient implements AutoCloseable {
  /** The maximum that is read of a response's body, bytes: it may come from any server between. */
  private static final long ANSWER_BYTES = 1 << 20;

  private static final int ERROR_LENGTH = 200;

  private final Collector collector;
  private final Timekeeper time;
  private final Consumer<Instant> heard;
  private volatile CollectorHttp http;
  private final TakenKey keys;
  private final AgreedForm forms;
  private final SeenFiles trusted;

  /** Those, and the key: all that a post depends on. */
  private final SeenFiles posted;

  /** Whether the last response refused the key. */
  private boolean refusesKey;

  /**
   * Connects to nothing yet.
   *
   * @param heard receives the time of the collector's clock, before its response is returned
   */
  CollectorClient(Collector collector, Timekeeper time, Consumer<Instant> heard) {
    this.collector = collector;
    this.keys = new TakenKey(collector);
    this.forms = new AgreedForm(collector, time);
    List<Path> trust = trustFiles(collector);
    this.trusted = new SeenFiles(trust);
    this.posted =
        new SeenFiles(Stream.concat(trust.stream(), Stream.of(collector.keyFile())).toList());
    this.time = time;
    this.heard = heard;
  }

  /** The outcome of a collector's receipt for a request. */
  interface Receipt {
    Outcome of(UploadAnswer answer);
  }

  /** Writes the body of a request in a form, or in JSON where that one has no place for it. */
  interface Body {
    UploadBody in(WireForm form);
  }

  /**
   * Posts a body; waits for the response at most a minute.
   *
   * @param body written each time with the present time
   */
  Outcome post(Body body, Receipt receipt) {
    try {
      renew();
    } catch (IOException e) {
      return new Outcome.Held("caFile or certificateFile can't be used: " + reason(e));
    }
    Optional<String> key;
    try {
      key = keys.first(http);
    } catch (NoSuchFileException e) {
      return new Outcome.Held("there is no API key: put it into " + collector.keyFile());
    } catch (IOException e) {
      return new Outcome.Held("the API key can't be used: " + e.getMessage());
    }
    Outcome outcome = post(body, key, key, receipt);
    Optional<String> before = keys.other(key);
    if (outcome instanceof Outcome.Held && refusesKey && before.isPresent()) {
      Outcome again = post(body, before, key, receipt);
      return refusesKey ? outcome : again;
    }
    return outcome;
  }

  /** What is not taken in another form is posted again as JSON, which all collectors take. */
  private Outcome post(Body body, Optional<String> key, Optional<String> first, Receipt receipt) {
    refusesKey = false;
    WireForm form = forms.next();
    try {
      Request request = request(() -> body.in(form), key);
      try (Response response = http.send(request)) {
        if (!forms.isRefused(response)) {
          refusesKey = response.code() == 401 || response.code() == 403;
          if (response.code() == 200) {
            keys.taken(key, first);
          }
          return outcome(response, receipt);
        }
      }
      return post(body, key, first, receipt);
    } catch (IOException e) {
      return new Outcome.TryAgain(reason(e), Optional.empty());
    }
  }

  /** Reads the CA file and the probe's certificate, at first and when they have changed. */
  private void renew() throws IOException {
    posted.use();
    if (http == null || trusted.haveChanged()) {
      trusted.use();
      CollectorHttp next = new CollectorHttp(collector);
      close();
      http = next;
    }
  }

  private static List<Path> trustFiles(Collector collector) {
    return Stream.concat(
            collector.caFile().stream(),
            collector.certificate().stream()
                .flatMap(own -> Stream.of(own.certificate(), own.key())))
        .toList();
  }

  /** Whether the key, the CA file or the certificate has changed since the last post. */
  boolean isCorrected() {
    return posted.haveChanged();
  }

  /** Whether the last response refused the key, or this probe with it. */
  boolean refusesKey() {
    return refusesKey;
  }

  private Request request(Supplier<UploadBody> writing, Optional<String> key) throws IOException {
    Request.Builder request = http.request("api/v1/data/probe-result", key);
    if (!collector.compat()) {
      request.header("Content-Encoding", "gzip");
    }
    long written = System.nanoTime();
    LateBody.Writer writer = () -> body(writing.get());
    return request
        .tag(LateBody.Dated.class, new LateBody.Dated(written, writer))
        .post(writer.write())
        .build();
  }

  private RequestBody body(UploadBody written) throws IOException {
    Buffer body = new Buffer();
    if (collector.compat()) {
      body.write(written.text());
    } else {
      GzipSink compressing = new GzipSink(body);
      // delivering a backlog is bound by the processor, and the default level takes a quarter of
      // the daemon's
      compressing.deflater().setLevel(Deflater.BEST_SPEED);
      try (var sink = Okio.buffer(compressing)) {
        sink.write(written.text());
      }
    }
    return RequestBody.create(body.readByteString(), MediaType.get(written.form().mediaType()));
  }

  private Outcome outcome(Response response, Receipt receipt) throws IOException {
    int code = response.code();
    String body = response.peekBody(ANSWER_BYTES).string();
    String reason = code + " " + message(body);
    return switch (code) {
      case 200 -> accepted(body, response, receipt);
      case 400, 422 -> refused(code, body, reason);
      case 413 -> new Outcome.TooLarge(reason);
      case 401, 403 -> new Outcome.Held(reason + ": check " + collector.keyFile());
      case 408, 429, 500, 502, 503, 504 ->
          new Outcome.TryAgain(
              reason,
              RetryAfter.parse(response.header("Retry-After"), date(response).orElse(time.now())));
      // the operator has to correct the URL: a redirect, a 404, another server
      default -> new Outcome.Held(reason + ": check the collector's url, " + collector.url());
    };
  }

  private Outcome refused(int code, String body, String reason) {
    if (error(body).isEmpty()) {
      // a proxy's page, such as that of a TLS port that got plain HTTP: not the fault of a result
      return new Outcome.Held(
          reason + ": this is no collector's answer, check its url, " + collector.url());
    }
    // the original answers so to a request without a key
    return code == 400 && reason.contains("API key")
        ? new Outcome.Held(reason + ": check " + collector.keyFile())
        : new Outcome.Refused(reason);
  }

  /** An original collector reports its time only by this header. */
  private static Optional<Instant> date(Response response) {
    return Optional.ofNullable(response.headers().getInstant("Date"));
  }

  private Outcome accepted(String body, Response response, Receipt receipt) {
    try {
      UploadAnswer answer = UploadAnswerReader.read(body);
      Optional.ofNullable(answer.serverTime()).or(() -> date(response)).ifPresent(heard);
      if (answer.serverTime() == null && !collector.compat()) {
        return new Outcome.Held(
            "200 without counts, as an original collector answers: set its \"mode\" to"
                + " \"compat\" in daemon.json");
      }
      return receipt.of(answer);
    } catch (BadUploadException e) {
      // 200 from a server that is not a collector, or a truncated response: it may not be stored
      return new Outcome.TryAgain("200 with an answer that is not a collector's", Optional.empty());
    }
  }

  /** A collector answers {@code {"error": …}}. */
  private static Optional<String> error(String body) {
    try {
      return JsonParser.parseString(body) instanceof JsonObject answer && answer.has("error")
          ? Optional.of(answer.get("error").toString())
          : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  /** The collector's error, or the first line of another server's response. */
  private static String message(String body) {
    String text = error(body).orElse(body);
    String line = text.lines().findFirst().orElse("");
    if (line.stripLeading().startsWith("<")) {
      return "with a web page";
    }
    String visible = line.replaceAll("[^\\x20-\\x7e]", "?");
    return visible.length() <= ERROR_LENGTH ? visible : visible.substring(0, ERROR_LENGTH) + "…";
  }

  private static String reason(IOException e) {
    Optional<String> certificate = TlsTrouble.sentence(e);
    if (certificate.isPresent()) {
      return certificate.get();
    }
    Throwable[] also = e.getSuppressed();
    String text = e.getClass().getSimpleName() + ": " + e.getMessage();
    return also.length == 0 ? text : text + " " + Arrays.toString(also);
  }

  @Override
  public void close() {
    CollectorHttp its = http;
    if (its != null) {
      its.close();
    }
  }
}
