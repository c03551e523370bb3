package org.ixpqos.collector.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.ixpqos.model.wire.WireForm;

/** A request, in the endpoints' form. */
public final class ApiRequest {
  private final Request request;
  private final String variable;
  private final Principal caller;
  private final String network;
  private final String address;
  private final int bodyBytes;
  private String claimed = "";

  /** The parameters of an internal request; else null. */
  private final Map<String, String> parameters;

  /** An internal request: a read with parameters alone, which keeps a response warm. */
  static ApiRequest of(Map<String, String> parameters) {
    return new ApiRequest(parameters);
  }

  private ApiRequest(Map<String, String> parameters) {
    this.request = null;
    this.variable = "";
    this.caller = Principal.ANYONE;
    this.network = "this collector";
    this.address = "";
    this.bodyBytes = 0;
    this.parameters = new TreeMap<>(parameters);
  }

  ApiRequest(
      Request request,
      String variable,
      Principal caller,
      String network,
      String address,
      int bodyBytes) {
    this.request = request;
    this.variable = variable;
    this.caller = caller;
    this.network = network;
    this.address = address;
    this.bodyBytes = bodyBytes;
    this.parameters = null;
  }

  /** The segment in place of the route's {@code *}. */
  public String variable() {
    return variable;
  }

  public Principal caller() {
    return caller;
  }

  /** Its origin, for limits: an address, or its /64. */
  public String network() {
    return network;
  }

  /** The address of its client, behind trusted proxies. */
  public String address() {
    return address;
  }

  /** The source that it claims: for the log line of a refusal. */
  public void claims(String source) {
    claimed = source;
  }

  String claimed() {
    return claimed;
  }

  /** The first bytes of a body, not inflated: of a refused request no more is read. */
  public byte[] peek(int bytes) throws IOException {
    boolean asks = request.getHeaders().contains(HttpHeader.EXPECT); // it waits for our response
    return asks ? new byte[0] : Request.asInputStream(request).readNBytes(bytes);
  }

  /**
   * A short body that is not compressed.
   *
   * @throws BadRequestException it is longer than so many bytes
   */
  public String text(int bytes) throws BadRequestException, IOException {
    byte[] body = Request.asInputStream(request).readNBytes(bytes + 1);
    if (body.length > bytes || isGzip()) {
      throw new BadRequestException("allowed: a body of at most " + bytes + " bytes, as it is");
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether its body is compressed. */
  public boolean isGzip() {
    return "gzip".equalsIgnoreCase(request.getHeaders().get(HttpHeader.CONTENT_ENCODING));
  }

  /** The form of its body, by its type; empty where that is none that is taken. */
  public Optional<WireForm> form() {
    return WireForm.of(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
  }

  /** The sender, for limits: the key, where one probe owns it; else the network. */
  public String sender() {
    return caller.kind() == Principal.Kind.PROBE ? "key of " + caller.name() : network;
  }

  /**
   * The query's parameters.
   *
   * @throws BadRequestException one is given twice, or the query is not UTF-8
   */
  public Parameters parameters() throws BadRequestException {
    if (parameters != null) {
      return new Parameters(parameters);
    }
    Map<String, String> values = new TreeMap<>();
    Fields query;
    try {
      query = Request.extractQueryParameters(request);
    } catch (RuntimeException e) {
      throw new BadRequestException("the query can't be decoded; allowed: percent-encoded UTF-8");
    }
    for (Fields.Field field : query) {
      if (field.getValues().size() > 1) {
        throw new BadRequestException(field.getName() + ": found twice; allowed: once");
      }
      values.put(field.getName(), field.getValue());
    }
    return new Parameters(values);
  }

  /**
   * The body, inflated.
   *
   * @param share receives the number of bytes read
   * @throws BadRequestException its encoding is not supported
   * @throws DamagedBodyException it does not begin as a gzip does
   */
  public RequestBody body(BodyShare.Share share) throws BadRequestException, IOException {
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    boolean gzip = encoding != null && encoding.equalsIgnoreCase("gzip");
    if (!gzip && encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new BadRequestException("Content-Encoding: allowed: gzip, identity");
    }
    return RequestBody.of(Request.asInputStream(request), gzip, bodyBytes, share);
  }
}
