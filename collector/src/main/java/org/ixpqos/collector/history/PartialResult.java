package org.ixpqos.collector.history;

/**
 * A result.
 *
 * @param partial whether there may be more, in a part of the history that did not answer
 */
public record PartialResult<T>(T found, boolean partial) {
  public static <T> PartialResult<T> complete(T found) {
    return new PartialResult<>(found, false);
  }
}
