package org.ixpqos.collector.sink;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import okio.GzipSink;
import okio.Okio;
import org.ixpqos.cli.Version;
import org.ixpqos.config.SeenFiles;
import org.ixpqos.service.delivery.DeliveryTarget;
import org.ixpqos.service.delivery.Outcome;
import org.ixpqos.service.http.HttpClients;
import org.ixpqos.service.retry.RetryAfter;
import org.ixpqos.service.tls.TlsTrouble;

/**
 * Posts points to one sink and returns the outcome; it never throws for a response.
 *
 * <p>Responses: https://docs.influxdata.com/influxdb/v2/api/#operation/PostWrite for InfluxDB 2;
 * the differences of other databases were observed in their programs.
 */
final class SinkClient implements DeliveryTarget<String> {
  private static final MediaType TEXT = MediaType.get("text/plain; charset=utf-8");

  /** The maximum that is read of a response's body, bytes: it may come from any server between. */
  private static final long ANSWER_BYTES = 1 << 16;

  private static final int ERROR_LENGTH = 300;

  /** InfluxDB 1 and 3 answer 400 with this text, and have stored the valid points. */
  private static final String PARTIAL = "partial write";

  private static final Pattern DROPPED = Pattern.compile("dropped=(\\d{1,9})");

  private final SinkConfig sink;
  private final Clock clock;
  private final HttpUrl url;
  private final OkHttpClient http;
  private final SeenFiles secret;

  /**
   * Connects to nothing yet.
   *
   * @throws IOException the CA file can't be used
   */
  SinkClient(SinkConfig sink, Clock clock) throws IOException {
    this.sink = sink;
    this.clock = clock;
    this.secret = new SeenFiles(sink.access().secret().map(its -> its.file()).stream().toList());
    HttpUrl.Builder write =
        HttpUrl.get(sink.url().toString()).newBuilder().addPathSegments(sink.type().path);
    sink.parameters().forEach(write::addQueryParameter);
    this.url = write.addQueryParameter("precision", sink.type().precision).build();
    OkHttpClient.Builder builder = HttpClients.builder();
    sink.access().secure(builder);
    this.http = builder.build();
  }

  /** Posts lines, at least one; waits for the response at most a minute. */
  @Override
  public Outcome post(List<String> lines) {
    secret.use();
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", "ixpqos/" + Version.current())
            .header("Content-Encoding", "gzip");
    try {
      if (sink.access().secret().isPresent()) {
        request.header("Authorization", sink.access().secret().get().authorization("Token"));
      }
    } catch (NoSuchFileException e) {
      return new Outcome.Held(
          "there is no secret: put it into " + sink.access().secret().get().file());
    } catch (IOException e) {
      return new Outcome.Held("its secret can't be used: " + e.getMessage());
    }
    try {
      request.post(RequestBody.create(gzip(lines), TEXT));
      try (Response response = http.newCall(request.build()).execute()) {
        return outcome(response);
      }
    } catch (IOException e) {
      return new Outcome.TryAgain(
          TlsTrouble.sentence(e).orElse(e.getClass().getSimpleName() + ": " + e.getMessage()),
          Optional.empty());
    }
  }

  @Override
  public boolean isCorrected() {
    return secret.haveChanged();
  }

  private static ByteString gzip(List<String> lines) throws IOException {
    Buffer body = new Buffer();
    GzipSink compressing = new GzipSink(body);
    compressing.deflater().setLevel(Deflater.BEST_SPEED); // a tenth of the text; more costs more
    try (BufferedSink text = Okio.buffer(compressing)) {
      for (String line : lines) {
        text.writeUtf8(line).writeByte('\n');
      }
    }
    return body.readByteString();
  }

  private Outcome outcome(Response response) throws IOException {
    int code = response.code();
    String reason = code + " " + message(response.peekBody(ANSWER_BYTES).string());
    return switch (code) {
      case 204 -> Outcome.Taken.ALL;
      case 200, 201, 202 ->
          response.header("Content-Type", "").startsWith("text/html")
              ? new Outcome.Held(reason + ": this is a page and no engine's answer, check its url")
              : Outcome.Taken.ALL;
      case 400 -> reason.contains(PARTIAL) ? partial(reason) : new Outcome.Refused(reason);
      case 422 -> partial(reason);
      case 413 -> new Outcome.TooLarge(reason);
      case 401, 403 -> new Outcome.Held(reason + ": check " + secretKey());
      case 404 ->
          new Outcome.Held(
              reason + ": check its url and " + sink.parameters() + ", which may have to be made");
      case 408, 429 -> tryAgain(response, reason);
      default ->
          code >= 500
              ? tryAgain(response, reason)
              : new Outcome.Held(reason + ": check its url, " + sink.url());
    };
  }

  private Outcome tryAgain(Response response, String reason) {
    return new Outcome.TryAgain(
        reason, RetryAfter.parse(response.header("Retry-After"), clock.instant()));
  }

  private static Outcome partial(String reason) {
    Matcher dropped = DROPPED.matcher(reason);
    return new Outcome.Partial(dropped.find() ? Long.parseLong(dropped.group(1)) : 1, reason);
  }

  private String secretKey() {
    return sink.access()
        .secret()
        .map(secret -> "what stands in " + secret.file() + ", and whether it may write there")
        .orElse("\"tokenFile\", or \"user\" and \"passwordFile\", which it has none of");
  }

  /** A database's error, {@code {"error": …}} or {@code {"message": …}}; or the first line. */
  private static String message(String body) {
    String text = body;
    try {
      if (JsonParser.parseString(body) instanceof JsonObject answer) {
        JsonElement error = answer.has("message") ? answer.get("message") : answer.get("error");
        text = error == null ? body : error.toString();
      }
    } catch (JsonParseException e) {
      text = body; // not a database's; its first line may show the sender
    }
    String visible = text.lines().findFirst().orElse("").replaceAll("[^\\x20-\\x7e]", "?");
    return visible.length() <= ERROR_LENGTH ? visible : visible.substring(0, ERROR_LENGTH) + "…";
  }

  @Override
  public void close() {
    HttpClients.close(http);
  }
}
