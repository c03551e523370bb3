package org.ixpqos.collector.access;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.ixpqos.service.Sha256;

/**
 * A probe's key, as it is kept: by its hash alone. A key is 256 random bits, so that no slow hash
 * is needed and no key is found from its hash.
 *
 * @param probe the source that it may post as
 * @param hash SHA-256 of the key, hex
 * @param created when it was made
 * @param until when it ends; empty when it does not
 */
public record ProbeKey(String probe, String hash, Instant created, Optional<Instant> until) {
  static ProbeKey of(String probe, String key, Instant created) {
    return new ProbeKey(probe, HexFormat.of().formatHex(Sha256.of(key)), created, Optional.empty());
  }

  /** What the key is called where it must not be said. */
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
    return sooner ? this : new ProbeKey(probe, hash, created, Optional.of(moment));
  }
}
