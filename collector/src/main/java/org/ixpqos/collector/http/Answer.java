package org.ixpqos.collector.http;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The answer to a request: status, content and headers beside those that every answer has. */
public final class Answer {
  private static final String JSON = "application/json";

  /** A browser that is shown this as a page loads nothing for it; the page's own files say more. */
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  private final int status;
  private final String contentType;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Stream stream;

  /** Null, when there is no such representation. */
  private final Answer gzipped;

  private Answer(
      int status,
      String contentType,
      Map<String, String> headers,
      byte[] body,
      Stream stream,
      Answer gzipped) {
    this.status = status;
    this.contentType = contentType;
    this.headers = headers;
    this.body = body;
    this.stream = stream;
    this.gzipped = gzipped;
  }

  private Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
    this(status, contentType, headers, body, null, null);
  }

  /** Writes what has no end yet; completes {@code done} when it has. */
  interface Stream {
    void open(Response response, Callback done);
  }

  /** What is written later, by others. */
  static Answer stream(String contentType, Stream stream) {
    return new Answer(200, contentType, Map.of(), new byte[0], stream, null);
  }

  /** Writes a JSON text. */
  public interface JsonBody {
    void writeTo(JsonWriter json) throws IOException;
  }

  public static Answer json(String text) {
    return new Answer(200, JSON, Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }

  public static Answer json(JsonBody body) {
    StringWriter text = new StringWriter(4096);
    try (JsonWriter json = new JsonWriter(text)) {
      body.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return json(text.toString());
  }

  /** An error in the original's form, {@code {"error": "…"}}. */
  public static Answer error(int status, String message) {
    Answer answer = json(json -> json.beginObject().name("error").value(message).endObject());
    return new Answer(status, JSON, answer.headers, answer.body);
  }

  /** Of any type; {@code body} is not copied. */
  public static Answer text(String contentType, byte[] body) {
    return new Answer(200, contentType, Map.of(), body);
  }

  public Answer with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, more, body, stream, gzipped);
  }

  /** The same with its content's hash as its ETag, so that who has it already is told so. */
  public Answer withEtag() {
    return with("ETag", '"' + HexFormat.of().formatHex(Sha256.of(body), 0, 8) + '"')
        .with("Cache-Control", "no-cache");
  }

  /** The content that is sent always, smaller for who takes it so. After {@link #withEtag}. */
  public Answer withGzip() {
    Answer plain = with("Vary", "Accept-Encoding");
    Map<String, String> more = new TreeMap<>(plain.headers);
    more.put("Content-Encoding", "gzip");
    // another representation is another entity (RFC 9110, 8.8.3.3)
    more.computeIfPresent("ETag", (name, etag) -> etag.substring(0, etag.length() - 1) + "-gzip\"");
    Answer small = new Answer(status, contentType, more, Gzip.of(body));
    return new Answer(status, contentType, plain.headers, body, null, small);
  }

  /** The representation for a client that says this of what it takes. */
  Answer encodedFor(String acceptEncoding) {
    return gzipped != null && acceptEncoding != null && acceptEncoding.contains("gzip")
        ? gzipped
        : this;
  }

  /** 304 to one who has this already (RFC 9110, 15.4.5); itself to others. */
  Answer unlessKnown(String ifNoneMatch) {
    String etag = headers.get("ETag");
    return etag != null && ifNoneMatch != null && ifNoneMatch.contains(etag)
        ? new Answer(304, contentType, headers, new byte[0])
        : this;
  }

  public int status() {
    return status;
  }

  void writeTo(Response response, boolean bodiless, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put("Referrer-Policy", "no-referrer");
    response.getHeaders().put("Content-Security-Policy", NOTHING);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.forEach((name, value) -> response.getHeaders().put(name, value));
    if (stream != null && !bodiless) {
      stream.open(response, callback);
      return;
    }
    response.write(true, ByteBuffer.wrap(bodiless ? new byte[0] : body), callback);
  }
}
