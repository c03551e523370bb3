package org.ixpqos.collector.http;

import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** Decides which requests are allowed. */
public interface AccessFilter {
  /**
   * The decision about a request.
   *
   * @param caller its principal
   * @param refusal the response, when it is refused
   */
  record Admission(Principal caller, Optional<ApiResponse> refusal) {
    public static Admission of(Principal caller) {
      return new Admission(caller, Optional.empty());
    }

    public static Admission refused(ApiResponse answer) {
      return new Admission(Principal.ANYONE, Optional.of(answer));
    }
  }

  /** Decides before the body is read. */
  Admission admit(Request request, Access access);

  /** The address that a request comes from, behind proxies that are trusted. */
  String address(Request request);

  /** Whether the host that a request names is one of ours; by default any is. */
  default boolean isOurs(Request request) {
    return true;
  }

  /**
   * The network of a peer's address, for limits; empty for a proxy, whose connections belong to
   * many.
   */
  default String network(String peer) {
    return peer;
  }

  /** The network of a request, for limits; empty where it is not known. */
  default String network(Request request) {
    return network(address(request));
  }
}
