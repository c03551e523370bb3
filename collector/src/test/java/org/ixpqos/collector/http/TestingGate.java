package org.ixpqos.collector.http;

import org.eclipse.jetty.server.Request;

/** Allows every request, as with the shared key. */
public final class TestingGate implements AccessFilter {
  @Override
  public Admission admit(Request request, Access access) {
    return Admission.of(Principal.SHARED_KEY);
  }

  @Override
  public String address(Request request) {
    return Request.getRemoteAddr(request);
  }
}
