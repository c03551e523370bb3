package org.ixpqos.collector.http;

/** Told of every answer. */
public interface RequestListener {
  void answered(String method, int status);
}
