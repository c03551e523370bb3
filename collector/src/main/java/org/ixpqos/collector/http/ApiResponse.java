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

/** The response to a request: status, content and its own headers beside the common ones. */
public final class ApiResponse {
  private static final String JSON = "application/json";
  private static final int COUNTED = 16 << 10;
  private static final Map<String, String> VARY = Map.of("Vary", "Accept-Encoding");

  /**
   * A browser that opens it as a page loads nothing else; the page's own files have other policies.
   */
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

  /** The senders of content that is not an array of bytes: one of these; the others are null. */
  private record Sender(Stream stream, Body parts, CompletableFuture<ApiResponse> later) {}

  /** Writes a stream; completes {@code done} at its end. */
  interface Stream {
    void open(Response response, Callback done);
  }

  /** A stream, written later by another thread. */
  static ApiResponse stream(String contentType, Stream stream) {
    return new ApiResponse(
        200, contentType, Map.of(), new byte[0], new Sender(stream, null, null), null);
  }

  /** A response that is already being made: no thread waits for it. */
  static ApiResponse later(CompletableFuture<ApiResponse> answer) {
    return new ApiResponse(200, JSON, Map.of(), new byte[0], new Sender(null, null, answer), null);
  }

  /** Null, when this is the response itself. */
  CompletableFuture<ApiResponse> later() {
    return sender == null ? null : sender.later();
  }

  /** Of any length: it is never completely in memory. */
  public static ApiResponse json(JsonParts parts) {
    return parts(JSON, parts);
  }

  /** Of any type and length: it is never completely in memory. */
  public static ApiResponse parts(String contentType, Body parts) {
    return new ApiResponse(
        200, contentType, VARY, new byte[0], new Sender(null, parts, null), null);
  }

  /**
   * The same for many simultaneous requests: compressed once, and inflated for clients that do not
   * accept gzip.
   */
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

  /** A short JSON text. */
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

  /** The size of the body that {@link #shared} keeps, bytes. */
  int sharedBytes() {
    return gzipped == null ? body.length : gzipped.body.length;
  }

  /** Memory of this response until it is sent, bytes; small ones are not counted. */
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

  /** The same with its content's hash as its ETag, so that a client that has it gets 304. */
  public ApiResponse withEtag() {
    return with("ETag", '"' + HexFormat.of().formatHex(Sha256.of(body), 0, 8) + '"')
        .with("Cache-Control", "no-cache");
  }

  /** The same content, compressed for clients that accept gzip. After {@link #withEtag}. */
  public ApiResponse withGzip() {
    ApiResponse plain = with("Vary", "Accept-Encoding");
    Map<String, String> more = new TreeMap<>(plain.headers);
    more.put("Content-Encoding", "gzip");
    // another representation is another entity (RFC 9110, 8.8.3.3)
    more.computeIfPresent("ETag", (name, etag) -> etag.substring(0, etag.length() - 1) + "-gzip\"");
    ApiResponse small = new ApiResponse(status, contentType, more, Gzip.of(body));
    return new ApiResponse(status, contentType, plain.headers, body, null, small);
  }

  /** The representation for a client's Accept-Encoding. */
  ApiResponse encodedFor(String acceptEncoding) {
    return gzipped != null && Gzip.isTaken(acceptEncoding) ? gzipped : this;
  }

  /** 304 for a client that has this (RFC 9110, 15.4.5); itself for others. */
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
   * The pump of a body in parts; null for others.
   *
   * @throws IOException its first part can't be made: nothing was sent yet
   */
  Pump pump(String acceptEncoding) throws IOException {
    return sender == null || sender.parts() == null
        ? null
        : new Pump(sender.parts(), gzipped == null && Gzip.isTaken(acceptEncoding));
  }

  /**
   * Sends it.
   *
   * @param pump the result of {@link #pump}
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
