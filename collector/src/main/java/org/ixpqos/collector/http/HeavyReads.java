package org.ixpqos.collector.http;

import java.time.Duration;
import org.ixpqos.collector.model.ReadLimit;
import org.ixpqos.collector.model.ReadTooLongException;

/**
 * Limits the simultaneous reads of much data, in total and of one network. Others wait a little, as
 * many as one page needs, and get 503 with Retry-After.
 */
public final class HeavyReads {
  private static final String RETRY_AFTER_S = "5";
  private static final Duration MAX_TIME = Duration.ofSeconds(30);

  /** One read connection of the store is left for other readers. */
  private final Shares shares = new Shares(3, 2, 48, 16, Duration.ofSeconds(10));

  /** The same endpoint, limited. */
  public Endpoint inTurn(Endpoint endpoint) {
    return call -> {
      if (!shares.begin(call.network())) {
        return ApiResponse.error(503, "too much is being read at once; ask again later")
            .with("Retry-After", RETRY_AFTER_S);
      }
      try {
        return ReadLimit.within(MAX_TIME, () -> endpoint.answer(call));
      } catch (ReadTooLongException e) {
        return tooLong();
      } finally {
        shares.end(call.network());
      }
    };
  }

  static ApiResponse tooLong() {
    return ApiResponse.error(
            503,
            "the request takes longer than "
                + MAX_TIME.toSeconds()
                + " s to add up; ask for a shorter range, or again later")
        .with("Retry-After", RETRY_AFTER_S);
  }
}
