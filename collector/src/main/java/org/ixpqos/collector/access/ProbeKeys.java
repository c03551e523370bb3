package org.ixpqos.collector.access;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.clock.ClockWatch;
import org.ixpqos.collector.http.Principal;
import org.ixpqos.collector.model.ClockTrust;
import org.ixpqos.collector.state.LiveFile;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.service.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the probes: each probe's own, and the original's shared one; changes apply at once.
 */
final class ProbeKeys {
  private static final Logger log = LoggerFactory.getLogger(ProbeKeys.class);

  private final byte[] shared;
  private final LiveFile<List<ProbeKey>> keys;
  private final Timekeeper time;
  private final KeyUse use;

  /**
   * Reads the keys.
   *
   * @param shared the original's; only its hash is kept
   */
  ProbeKeys(String shared, Path directory, Timekeeper time, KeyUse use) {
    this.shared = Sha256.of(shared);
    this.keys = new ProbeKeyFile(directory).live(ProbeKeys::audit);
    this.time = time;
    this.use = use;
  }

  /** The owner of a key; takes the same time for any key that is wrong. */
  Optional<Principal> caller(String given) {
    byte[] hash = Sha256.of(given);
    Instant now = time.now();
    Principal caller = MessageDigest.isEqual(shared, hash) ? Principal.SHARED_KEY : null;
    boolean rotated = isRotated();
    for (ProbeKey key : keys.value()) {
      if (key.isShared() && !rotated) {
        continue;
      }
      boolean same = MessageDigest.isEqual(key.hashBytes(), hash);
      // of the caller's own key alone: to compare the clocks of all probes costs the more they are
      boolean valid = same && (key.isValid(now) || isDoubted());
      if (valid) {
        caller = key.isShared() ? Principal.SHARED_KEY : Principal.probe(key.probe());
        use.used(key.id(), now);
      } else if (same && key.isShared()) {
        caller = null; // it was rotated, and its overlap is over
      }
    }
    return Optional.ofNullable(caller);
  }

  /**
   * Whether the shared key was rotated by a command: one that was replaced by hand ends all earlier
   * shared keys.
   */
  private boolean isRotated() {
    return keys.value().stream()
        .anyMatch(key -> key.isShared() && MessageDigest.isEqual(key.hashBytes(), shared));
  }

  /**
   * Whether no key ends by the clock, for it may be wrong. Keys end when another replaces them; a
   * key that must be refused at once is revoked, which needs no clock.
   */
  private boolean isDoubted() {
    return ClockWatch.trust(time.standing()) == ClockTrust.DOUBTED;
  }

  /** Whether a probe has a key that is its own, valid now. */
  boolean hasOwn(String probe) {
    Instant now = time.now();
    List<ProbeKey> own =
        keys.value().stream().filter(key -> key.probe().equals(probe) && key.isValid(now)).toList();
    return !own.isEmpty() && own.stream().noneMatch(key -> key.leavesShared(now));
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
