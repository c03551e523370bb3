package org.ixpqos.engine;

/**
 * How an engine is laid out.
 *
 * @param maxRounds rounds it has room for: in flight, and finished but not yet polled
 * @param receiveBufferBytes asked of the kernel for each socket; without CAP_NET_ADMIN it grants no
 *     more than net.core.rmem_max
 * @param longestTickNanos how long the loop sleeps at most while replies are awaited; it sleeps
 *     less the more packets it sends
 * @param lingerNanos how long a round whose packets were all answered still counts duplicates
 *     before it is finished, but never past its last timeout
 * @param threadName of the loop's thread
 */
public record EngineSettings(
    int maxRounds,
    int receiveBufferBytes,
    long longestTickNanos,
    long lingerNanos,
    String threadName) {
  /** Twice 10,000 peers, as the last replies of a round may be awaited while the next one runs. */
  public static final EngineSettings DEFAULT =
      new EngineSettings(24_000, 8 << 20, 100_000_000, 50_000_000, "engine");

  /** What a token has bits for. */
  public static final int MOST_ROUNDS = (1 << 20) - 1;

  public EngineSettings {
    if (maxRounds < 1
        || maxRounds > MOST_ROUNDS
        || receiveBufferBytes < 4096
        || longestTickNanos < 1
        || lingerNanos < 0) {
      throw new IllegalArgumentException(
          "an engine of %d rounds, receive buffer %d bytes, tick %d ns, linger %d ns"
              .formatted(maxRounds, receiveBufferBytes, longestTickNanos, lingerNanos));
    }
  }

  /** The same with room for {@code rounds}. */
  public EngineSettings withMaxRounds(int rounds) {
    return new EngineSettings(
        rounds, receiveBufferBytes, longestTickNanos, lingerNanos, threadName);
  }
}
