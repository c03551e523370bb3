package org.ixpqos.daemon.upload;

import java.time.Duration;
import java.util.Optional;
import org.ixpqos.model.UploadAnswer;

/** What became of a request to a collector. */
public sealed interface Delivery {
  /** 200: everything that the answer does not reject is on the collector's disk. */
  record Accepted(UploadAnswer answer) implements Delivery {}

  /**
   * Nobody knows whether it arrived, or the collector can't take it now: network errors, 408, 429,
   * 5xx.
   *
   * @param retryAfter how long the collector asked to be left alone
   */
  record TryAgain(String reason, Optional<Duration> retryAfter) implements Delivery {}

  /** Somebody has to mend something first: 401, 403, 404, a redirect. */
  record Held(String reason) implements Delivery {}

  /** 413: the same in smaller parts. */
  record TooLarge(String reason) implements Delivery {}

  /** 400, 422: something in it will never be taken; its parts may be. */
  record Refused(String reason) implements Delivery {}
}
