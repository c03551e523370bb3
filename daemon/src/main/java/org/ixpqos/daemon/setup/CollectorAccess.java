package org.ixpqos.daemon.setup;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.daemon.upload.CollectorHttp;
import org.ixpqos.service.tls.TlsTrouble;

/**
 * Requests a collector's list of probes ({@code GET api/v1/conf/probes}), which it and the original
 * give only for the right key: this shows whether it is reachable, is a collector, and accepts the
 * key; and whether it would accept this probe's results. Stores nothing there.
 */
public final class CollectorAccess implements AutoCloseable {
  /** The maximum that is read of the response, bytes: enough to see that it is a list. */
  private static final long LOOK_BYTES = 1_024;

  private final CollectorHttp http;
  private Optional<Instant> date = Optional.empty();

  /**
   * Connects to nothing yet.
   *
   * @throws IOException when the CA file or the probe's certificate can't be used
   */
  public CollectorAccess(Collector collector) throws IOException {
    http = new CollectorHttp(collector);
  }

  /**
   * Why results would not be accepted, and the remedy; empty when they would be.
   *
   * @param key empty where the probe has a certificate in its place
   */
  public Optional<String> problem(Optional<String> key) {
    Request request = http.request("api/v1/conf/probes", key).build();
    try (Response response = http.send(request)) {
      date = Optional.ofNullable(response.headers().getInstant("Date"));
      return switch (response.code()) {
        case 200 ->
            response.peekBody(LOOK_BYTES).string().stripLeading().startsWith("{")
                ? Optional.empty()
                : Optional.of(
                    request.url() + " does not answer as a collector does; check the URL");
        case 400, 401, 403 ->
            Optional.of(request.url() + " does not take the key: ask for the right one");
        case 301, 302, 303, 307, 308 ->
            Optional.of(
                request.url()
                    + " is redirected to "
                    + response.header("Location")
                    + ": give the URL of the collector itself, which stands before api/v1");
        default ->
            Optional.of(
                request.url()
                    + " answers "
                    + response.code()
                    + "; check the URL (what stands before api/v1) and the collector");
      };
    } catch (IOException e) {
      return Optional.of(
          request.url()
              + " can't be reached: "
              + TlsTrouble.sentence(e).orElse(e + "; check the URL, the network, and the CA file"));
    }
  }

  /**
   * Why the collector would not accept this probe's results; empty when it would. The request is
   * the daemon's: an upload without results.
   */
  public Optional<String> refusal(String source, Optional<String> key) {
    JsonObject upload = new JsonObject();
    upload.addProperty("source", source);
    upload.add("probes", new JsonArray());
    Request request =
        http.request("api/v1/data/probe-result", key)
            .post(RequestBody.create(upload.toString(), MediaType.get("application/json")))
            .build();
    try (Response response = http.send(request)) {
      return response.code() == 200
          ? Optional.empty()
          : Optional.of(
              request.url()
                  + " answers results of \""
                  + source
                  + "\" with "
                  + response.code()
                  + ": "
                  + word(response.peekBody(LOOK_BYTES).string()));
    } catch (IOException e) {
      return Optional.of(request.url() + " can't be reached: " + e);
    }
  }

  /** A collector's error message, or the first line of another server's response. */
  private static String word(String body) {
    try {
      if (JsonParser.parseString(body) instanceof JsonObject answer && answer.has("error")) {
        return answer.get("error").getAsString();
      }
    } catch (JsonParseException | IllegalStateException e) {
      return body.lines().findFirst().orElse("");
    }
    return body.lines().findFirst().orElse("");
  }

  /** The time of the collector's clock in its last response, to the second. */
  public Optional<Instant> date() {
    return date;
  }

  @Override
  public void close() {
    http.close();
  }
}
