package org.ixpqos.engine;

import java.util.Locale;

/**
 * The settings of an engine.
 *
 * @param maxRounds the maximum of rounds at once: in flight, and finished but not yet polled
 * @param maxBytes the maximum of memory that these take, by {@link EchoRequest#heldBytes}
 * @param receiveBufferBytes requested from the kernel for each socket; without CAP_NET_ADMIN it
 *     grants no more than net.core.rmem_max
 * @param longestTickNanos how long the loop sleeps at most while replies are awaited; it sleeps
 *     less the more packets it sends
 * @param lingerNanos how long a round whose packets were all answered still counts duplicates
 *     before it is finished, but never past its last timeout
 * @param threadName of the loop's thread
 */
public record EngineSettings(
    int maxRounds,
    long maxBytes,
    int receiveBufferBytes,
    long longestTickNanos,
    long lingerNanos,
    String threadName) {
  /** The fraction of the heap that rounds may take; the rest is for their results. */
  private static final double HEAP_SHARE = 0.45;

  /** As many rounds as the memory holds; the tables grow with what is in flight. */
  public static final EngineSettings DEFAULT =
      new EngineSettings(
          200_000,
          (long) (Runtime.getRuntime().maxMemory() * HEAP_SHARE),
          8 << 20,
          100_000_000,
          50_000_000,
          "engine");

  /** The maximum that a token has bits for. */
  public static final int MAX_ROUNDS = (1 << 20) - 1;

  public EngineSettings {
    if (maxRounds < 1
        || maxRounds > MAX_ROUNDS
        || maxBytes < 1
        || receiveBufferBytes < 4096
        || longestTickNanos < 1
        || lingerNanos < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an engine of %d rounds, %d bytes, receive buffer %d bytes, tick %d ns, linger %d ns",
              maxRounds,
              maxBytes,
              receiveBufferBytes,
              longestTickNanos,
              lingerNanos));
    }
  }

  /** The same with room for {@code rounds}. */
  public EngineSettings withMaxRounds(int rounds) {
    return new EngineSettings(
        rounds, maxBytes, receiveBufferBytes, longestTickNanos, lingerNanos, threadName);
  }

  /** The same with room for rounds that take {@code bytes}. */
  public EngineSettings withMaxBytes(long bytes) {
    return new EngineSettings(
        maxRounds, bytes, receiveBufferBytes, longestTickNanos, lingerNanos, threadName);
  }
}
