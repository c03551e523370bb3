package org.ixpqos.collector.access;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.ixpqos.collector.http.Principal;

/**
 * Limits guessing of keys. The shared key may be a guessable word: a network that sent too many
 * wrong keys does not learn whether the next is right, unless it used the right one before. A
 * probe's own key is random and can't be guessed, and is always accepted. Thread-safe.
 */
final class WrongKeys {
  private static final double BURST = 20;
  private static final double PER_SECOND = 10 / 60.0;
  private static final int MAX_KNOWING = 10_000;

  private final RateLimiter wrong;

  /** Networks that sent the right shared key. */
  private final Set<String> knowing =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MAX_KNOWING;
                }
              }));

  WrongKeys(LongSupplier nanoClock) {
    this.wrong = new RateLimiter(PER_SECOND, BURST, nanoClock);
  }

  /**
   * Whether the result of a check may be revealed.
   *
   * @param caller the key's owner; empty for a wrong key
   */
  boolean passes(String network, Optional<Principal> caller) {
    if (caller.isPresent() && caller.get().kind() == Principal.Kind.PROBE) {
      return true;
    }
    if (caller.isEmpty()) {
      return wrong.take(network);
    }
    if (!knowing.contains(network)) {
      if (!wrong.take(network)) {
        return false;
      }
      wrong.giveBack(network);
    }
    knowing.add(network);
    return true;
  }

  long secondsUntil(String network) {
    return wrong.secondsUntil(network);
  }
}
