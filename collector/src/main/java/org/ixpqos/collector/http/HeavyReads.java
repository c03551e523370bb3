package org.ixpqos.collector.http;

import java.time.Duration;
import org.ixpqos.collector.model.ReadLimit;
import org.ixpqos.collector.model.ReadTooLongException;

/**
 * Lets few reads of much data be answered at once, and of one network fewer. The others wait a
 * little, as many as one page asks for, and are told to come again.
 */
public final class HeavyReads {
  private static final String RETRY_AFTER_S = "5";
  private static final Duration MAX_TIME = Duration.ofSeconds(30);

  /** One reader's connection of the store's is left to the others. */
  private final Shares shares = new Shares(3, 2, 48, 16, Duration.ofSeconds(10));

  /** The same endpoint, in its turn. */
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
            "what is asked for takes longer than "
                + MAX_TIME.toSeconds()
                + " s to add up; ask for a shorter range, or again later")
        .with("Retry-After", RETRY_AFTER_S);
  }
}
