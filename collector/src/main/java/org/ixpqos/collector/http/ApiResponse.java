package org.ixpqos.collector.http;

import com.google.gson.stream.JsonWriter;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.ixpqos.service.Sha256;

/** The answer to a request: status, content and headers beside those that every answer has. */
public final class ApiResponse {
  private static final String JSON = "application/json";
  private static final int COUNTED = 16 << 10;
  private static final Map<String, String> VARY = Map.of("Vary", "Accept-Encoding");

  /** A browser that is shown this as a page loads nothing for it; the page's own files say more. */
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  private final int status;
  private final String contentType;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Sender sender;

  /** Null, when there is no such representation. */
  private final ApiResponse gzipped;

  private ApiResponse(
      int status,
      String contentType,
      Map<String, String> headers,
      byte[] body,
      Sender sender,
      ApiResponse gzipped) {
    this.status = status;
    this.contentType = contentType;
    this.headers = headers;
    this.body = body;
    this.sender = sender;
    this.gzipped = gzipped;
  }

  private ApiResponse(int status, String contentType, Map<String, String> headers, byte[] body) {
    this(status, contentType, headers, body, null, null);
  }

  /** What is sent otherwise than from bytes, by one of these; the others are null. */
  private record Sender(Stream stream, Body parts, CompletableFuture<ApiResponse> later) {}

  /** Writes what has no end yet; completes {@code done} when it has. */
  interface Stream {
    void open(Response response, Callback done);
  }

  /** What is written later, by others. */
  static ApiResponse stream(String contentType, Stream stream) {
    return new ApiResponse(
        200, contentType, Map.of(), new byte[0], new Sender(stream, null, null), null);
  }

  /** What another is asking for already: no thread waits for it. */
  static ApiResponse later(CompletableFuture<ApiResponse> answer) {
    return new ApiResponse(200, JSON, Map.of(), new byte[0], new Sender(null, null, answer), null);
  }

  /** Null, when this is the answer itself. */
  CompletableFuture<ApiResponse> later() {
    return sender == null ? null : sender.later();
  }

  /** Of any length: it is never in memory as a whole. */
  public static ApiResponse json(JsonParts parts) {
    return parts(JSON, parts);
  }

  /** Of any type and length: it is never in memory as a whole. */
  public static ApiResponse parts(String contentType, Body parts) {
    return new ApiResponse(
        200, contentType, VARY, new byte[0], new Sender(null, parts, null), null);
  }

  /** The same for many who ask at once: compressed once, inflated for who takes it not so. */
  ApiResponse shared() throws IOException {
    if (sender == null || sender.parts() == null) {
      return this;
    }
    byte[] bytes = Gzip.of(sender.parts());
    Map<String, String> more = new TreeMap<>(headers);
    more.put("Content-Encoding", "gzip");
    return new ApiResponse(
        status,
        contentType,
        headers,
        body,
        new Sender(null, Gzip.inflating(bytes), null),
        new ApiResponse(status, contentType, more, bytes));
  }

  /** Writes a JSON text. */
  public interface JsonBody {
    void writeTo(JsonWriter json) throws IOException;
  }

  public static ApiResponse json(String text) {
    return new ApiResponse(200, JSON, Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }

  /** What is short. */
  public static ApiResponse json(JsonBody body) {
    // straight into bytes: as a text it would be in memory twice
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (JsonWriter json =
        new JsonWriter(new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8)))) {
      body.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ApiResponse(200, JSON, Map.of(), bytes.toByteArray());
  }

  /** Bytes of what {@link #shared} keeps. */
  int sharedBytes() {
    return gzipped == null ? body.length : gzipped.body.length;
  }

  /** Bytes that are in memory for this answer alone until it is sent; few are not counted. */
  int bytes() {
    if (sender != null) {
      int held = sender.parts() == null ? 0 : sender.parts().held();
      return held < COUNTED ? 0 : held;
    }
    return body.length < COUNTED || headers.containsKey("ETag") ? 0 : body.length;
  }

  /** An error in the original's form, {@code {"error": "…"}}. */
  public static ApiResponse error(int status, String message) {
    ApiResponse answer = json(json -> json.beginObject().name("error").value(message).endObject());
    return new ApiResponse(status, JSON, answer.headers, answer.body);
  }

  /** Of any type; {@code body} is not copied. */
  public static ApiResponse text(String contentType, byte[] body) {
    return new ApiResponse(200, contentType, Map.of(), body);
  }

  /** The same with another status. */
  public ApiResponse as(int other) {
    return new ApiResponse(other, contentType, headers, body, sender, gzipped);
  }

  public ApiResponse with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new ApiResponse(status, contentType, more, body, sender, gzipped);
  }

  /** The same with its content's hash as its ETag, so that who has it already is told so. */
  public ApiResponse withEtag() {
    return with("ETag", '"' + HexFormat.of().formatHex(Sha256.of(body), 0, 8) + '"')
        .with("Cache-Control", "no-cache");
  }

  /** The content that is sent always, smaller for who takes it so. After {@link #withEtag}. */
  public ApiResponse withGzip() {
    ApiResponse plain = with("Vary", "Accept-Encoding");
    Map<String, String> more = new TreeMap<>(plain.headers);
    more.put("Content-Encoding", "gzip");
    // another representation is another entity (RFC 9110, 8.8.3.3)
    more.computeIfPresent("ETag", (name, etag) -> etag.substring(0, etag.length() - 1) + "-gzip\"");
    ApiResponse small = new ApiResponse(status, contentType, more, Gzip.of(body));
    return new ApiResponse(status, contentType, plain.headers, body, null, small);
  }

  /** The representation for a client that says this of what it takes. */
  ApiResponse encodedFor(String acceptEncoding) {
    return gzipped != null && Gzip.isTaken(acceptEncoding) ? gzipped : this;
  }

  /** 304 to one who has this already (RFC 9110, 15.4.5); itself to others. */
  ApiResponse unlessKnown(String ifNoneMatch) {
    String etag = headers.get("ETag");
    return etag != null && ifNoneMatch != null && ifNoneMatch.contains(etag)
        ? new ApiResponse(304, contentType, headers, new byte[0])
        : this;
  }

  public int status() {
    return status;
  }

  /**
   * The first of what is written in parts; null for what is not.
   *
   * @throws IOException it can't be made: nothing was sent yet
   */
  Pump pump(String acceptEncoding) throws IOException {
    return sender == null || sender.parts() == null
        ? null
        : new Pump(sender.parts(), gzipped == null && Gzip.isTaken(acceptEncoding));
  }

  /**
   * Sends it.
   *
   * @param pump what {@link #pump} made of it
   */
  void writeTo(Response response, boolean bodiless, Pump pump, Callback callback) {
    writeHead(response);
    if (pump != null) {
      if (pump.isCompressing()) {
        response.getHeaders().put("Content-Encoding", "gzip");
      }
      pump.send(response, callback);
      return;
    }
    writeBody(response, bodiless, callback);
  }

  void writeTo(Response response, boolean bodiless, Callback callback) {
    writeHead(response);
    writeBody(response, bodiless, callback);
  }

  private void writeHead(Response response) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put("Referrer-Policy", "no-referrer");
    response.getHeaders().put("Content-Security-Policy", NOTHING);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.forEach((name, value) -> response.getHeaders().put(name, value));
  }

  private void writeBody(Response response, boolean bodiless, Callback callback) {
    if (sender != null && sender.stream() != null && !bodiless) {
      sender.stream().open(response, callback);
      return;
    }
    response.write(true, ByteBuffer.wrap(bodiless ? new byte[0] : body), callback);
  }
}
