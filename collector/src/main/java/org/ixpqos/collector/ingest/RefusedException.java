package org.ixpqos.collector.ingest;

import org.ixpqos.collector.http.ApiResponse;

/** An upload is not stored; the response has the reason and the remedy. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;
  private static final String RETRY_AFTER_S = "5";

  private final transient ApiResponse response;

  RefusedException(int status, String message) {
    this(message, ApiResponse.error(status, message));
  }

  private RefusedException(String message, ApiResponse response) {
    super(message);
    this.response = response;
  }

  /** The collector can't take the upload now; the probe sends it again in a few seconds. */
  static RefusedException busy(String message) {
    return new RefusedException(
        message, ApiResponse.error(503, message).with("Retry-After", RETRY_AFTER_S));
  }

  ApiResponse response() {
    return response;
  }
}
