package org.ixpqos.collector.http;

/** Receives every response. */
public interface RequestListener {
  void answered(String method, int status);
}
