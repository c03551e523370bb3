package org.ixpqos.collector.http;

import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** Says who may come in. */
public interface AccessFilter {
  /**
   * Whether a request may be answered.
   *
   * @param caller who sent it
   * @param refusal the answer, when it may not
   */
  record Admission(Principal caller, Optional<ApiResponse> refusal) {
    public static Admission of(Principal caller) {
      return new Admission(caller, Optional.empty());
    }

    public static Admission refused(ApiResponse answer) {
      return new Admission(Principal.ANYONE, Optional.of(answer));
    }
  }

  /** Decides before anything of the body is read. */
  Admission admit(Request request, Access access);

  /** The address that a request comes from, behind proxies that are trusted. */
  String address(Request request);

  /** Whether the host that a request names is one of ours; what any is that is asked for. */
  default boolean isOurs(Request request) {
    return true;
  }

  /**
   * Whose a peer's address is, as far as limits go; empty for a proxy, whose connections are
   * many's.
   */
  default String network(String peer) {
    return peer;
  }

  /** Whose a request is, as far as shares go; empty where that is not known. */
  default String network(Request request) {
    return network(address(request));
  }
}
