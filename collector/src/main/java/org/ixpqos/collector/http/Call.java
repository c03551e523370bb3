package org.ixpqos.collector.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** A request, as the endpoints see it. */
public final class Call {
  private final Request request;
  private final String variable;
  private final Caller caller;

  Call(Request request, String variable, Caller caller) {
    this.request = request;
    this.variable = variable;
    this.caller = caller;
  }

  /** What stands where the route has {@code *}. */
  public String variable() {
    return variable;
  }

  public Caller caller() {
    return caller;
  }

  /**
   * The query's parameters.
   *
   * @throws BadRequestException one is given twice, or the query is not UTF-8
   */
  public Parameters parameters() throws BadRequestException {
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
   * @param most bytes, counted as sent and again as inflated; reading beyond them throws {@link
   *     org.ixpqos.wire.UploadTooLargeException}
   * @throws BadRequestException it is encoded in a way that we don't know
   * @throws IOException it can't be read
   */
  public InputStream body(long most) throws BadRequestException, IOException {
    InputStream sent = new LimitedInputStream(Request.asInputStream(request), most);
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return sent;
    }
    if (encoding.toLowerCase(Locale.ROOT).equals("gzip")) {
      return new LimitedInputStream(new GZIPInputStream(new BufferedInputStream(sent)), most);
    }
    throw new BadRequestException("Content-Encoding: allowed: gzip, identity");
  }
}
