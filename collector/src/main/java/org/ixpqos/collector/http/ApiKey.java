package org.ixpqos.collector.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** The key that probes send; only its hash is kept. */
public final class ApiKey {
  private final byte[] hash;

  public ApiKey(String key) {
    this.hash = hash(key);
  }

  /** The answer to a request that has no right key; the original's. Takes the same time for any. */
  Optional<Answer> refusal(String given) {
    if (given == null || given.isEmpty()) {
      return Optional.of(Answer.error(400, "Please provide an API key"));
    }
    return MessageDigest.isEqual(hash, hash(given))
        ? Optional.empty()
        : Optional.of(Answer.error(403, "The provided API key is not valid"));
  }

  private static byte[] hash(String key) {
    return Answer.sha256(key.getBytes(StandardCharsets.UTF_8));
  }
}
