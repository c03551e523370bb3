package org.ixpqos.service;

import java.net.URI;
import okhttp3.HttpUrl;
import org.ixpqos.config.RefusedValueException;
import org.ixpqos.model.IpAddresses;

/** URLs of services in files and arguments, checked by the HTTP client that will call them. */
public final class ServiceUrl {
  private ServiceUrl() {}

  /**
   * An http or https URL without a user, a query and a fragment.
   *
   * @throws RefusedValueException with the reason, when the HTTP client does not take it
   */
  public static URI parse(String text) {
    HttpUrl url;
    URI uri;
    try {
      url = HttpUrl.get(text);
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      throw new RefusedValueException(
          text.contains("%25")
              ? "a host with a scope, which HTTP clients do not take: use a name or another address"
              : "which is no URL: " + reason.lines().findFirst().orElse(reason));
    }
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      throw new RefusedValueException("which has a user in it: keys stand in files of their own");
    }
    if (url.query() != null || url.fragment() != null) {
      throw new RefusedValueException("which has a query or a fragment");
    }
    if (IpAddresses.looksLikeOne(url.host()) && IpAddresses.parse(url.host()).isEmpty()) {
      throw new RefusedValueException("whose host is neither an address nor a name");
    }
    return uri;
  }

  /**
   * Whether a URL is plain HTTP to another host: the content can be read and changed in transit.
   */
  public static boolean isReadOnTheWay(URI uri) {
    HttpUrl url = HttpUrl.parse(uri.toString());
    return url != null
        && !url.isHttps()
        && !url.host().equals("localhost")
        && !IpAddresses.isLoopback(url.host());
  }
}
