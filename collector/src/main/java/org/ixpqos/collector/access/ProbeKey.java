package org.ixpqos.collector.access;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.ixpqos.service.Sha256;

/**
 * A probe's key, stored as its hash alone. A key is 256 random bits, so that no slow hash is needed
 * and no key is found from its hash.
 *
 * @param probe the source that it may post as
 * @param hash SHA-256 of the key, hex
 * @param created when it was made
 * @param until when it ends; empty when it does not
 * @param sharedUntil until when the shared key may post as the probe, too; empty when it may not
 */
public record ProbeKey(
    String probe,
    String hash,
    Instant created,
    Optional<Instant> until,
    Optional<Instant> sharedUntil) {
  /** Stands for a probe's name in the key shared by all probes without their own. */
  public static final String SHARED = "*";

  static ProbeKey of(
      String probe,
      String key,
      Instant created,
      Optional<Instant> until,
      Optional<Instant> shared) {
    return new ProbeKey(probe, HexFormat.of().formatHex(Sha256.of(key)), created, until, shared);
  }

  public boolean isShared() {
    return probe.equals(SHARED);
  }

  /** Whether the shared key may post as the probe beside this one. */
  public boolean leavesShared(Instant now) {
    return sharedUntil.isPresent() && now.isBefore(sharedUntil.get());
  }

  /** The identifier of the key where the key must not be shown. */
  public String id() {
    return hash.substring(0, 8);
  }

  public boolean isValid(Instant now) {
    return until.isEmpty() || now.isBefore(until.get());
  }

  byte[] hashBytes() {
    return HexFormat.of().parseHex(hash);
  }

  /** The same, ending no later than a moment. */
  ProbeKey endingBy(Instant moment) {
    boolean sooner = until.isPresent() && until.get().isBefore(moment);
    return sooner ? this : new ProbeKey(probe, hash, created, Optional.of(moment), sharedUntil);
  }
}
