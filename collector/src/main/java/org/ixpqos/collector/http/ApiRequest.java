package org.ixpqos.collector.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** A request, as the endpoints see it. */
public final class ApiRequest {
  private final Request request;
  private final String variable;
  private final Principal caller;
  private final String network;
  private final String address;
  private final int bodyBytes;
  private String claimed = "";

  /** Of a request that nobody sent; else null. */
  private final Map<String, String> parameters;

  /** What nobody asks for: a read with nothing but parameters, by which an answer is kept warm. */
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

  /** What stands where the route has {@code *}. */
  public String variable() {
    return variable;
  }

  public Principal caller() {
    return caller;
  }

  /** Where it comes from, as limits see it: an address, or its /64. */
  public String network() {
    return network;
  }

  /** The address that it comes from, behind proxies that are trusted. */
  public String address() {
    return address;
  }

  /** In whose name it is, by its own words: for the line that a refusal has in the log. */
  public void claims(String source) {
    claimed = source;
  }

  String claimed() {
    return claimed;
  }

  /** The first bytes of a body, as they were sent: of one that is refused, no more is read. */
  public byte[] peek(int bytes) throws IOException {
    boolean asks = request.getHeaders().contains(HttpHeader.EXPECT); // it waits for our answer
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

  /** Who sends it: the key, where that is one probe's; else the network. */
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
   * @param share is told of what was read
   * @throws BadRequestException it is encoded in a way that we don't know
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
