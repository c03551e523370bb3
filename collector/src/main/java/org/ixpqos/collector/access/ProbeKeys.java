package org.ixpqos.collector.access;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.http.Caller;
import org.ixpqos.collector.http.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that probes send: each probe's own, live, and the original's one for all. */
final class ProbeKeys {
  private static final Logger log = LoggerFactory.getLogger(ProbeKeys.class);

  private final byte[] shared;
  private final LiveFile<List<ProbeKey>> keys;
  private final Clock clock;

  /**
   * Reads the keys.
   *
   * @param shared the original's; only its hash is kept
   */
  ProbeKeys(String shared, Path directory, Clock clock) {
    this.shared = Sha256.of(shared);
    this.keys =
        new LiveFile<>(directory.resolve(ProbeKeyFile.NAME), ProbeKeyFile::read, ProbeKeys::audit);
    this.clock = clock;
  }

  /** Whose a key is; takes the same time for any. */
  Optional<Caller> caller(String given) {
    byte[] hash = Sha256.of(given);
    Instant now = clock.instant();
    Caller caller = MessageDigest.isEqual(shared, hash) ? Caller.SHARED_KEY : null;
    for (ProbeKey key : keys.value()) {
      if (MessageDigest.isEqual(key.hashBytes(), hash) && key.isValid(now)) {
        caller = Caller.probe(key.probe());
      }
    }
    return Optional.ofNullable(caller);
  }

  /** Whether a probe has a key that is its own, valid now. */
  boolean hasOwn(String probe) {
    Instant now = clock.instant();
    return keys.value().stream().anyMatch(key -> key.probe().equals(probe) && key.isValid(now));
  }

  private static void audit(List<ProbeKey> before, List<ProbeKey> now) {
    for (ProbeKey key : now) {
      if (!before.contains(key)) {
        log.info(
            "probe key taken over probe={} key={} until={}",
            key.probe(),
            key.id(),
            key.until().map(Instant::toString).orElse("revoked"));
      }
    }
    for (ProbeKey key : before) {
      if (now.stream().noneMatch(other -> other.hash().equals(key.hash()))) {
        log.info("probe key gone probe={} key={}", key.probe(), key.id());
      }
    }
  }
}
