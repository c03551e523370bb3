package org.ixpqos.collector.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.ixpqos.collector.http.Principal;
import org.junit.jupiter.api.Test;

class WrongKeysTest {
  private static final Optional<Principal> SHARED = Optional.of(Principal.SHARED_KEY);

  private final WrongKeys keys = new WrongKeys(() -> 0);

  @Test
  void whoTriesKeysLearnsNothingAfterAFewAndOthersGoOn() {
    assertTrue(keys.passes("site", SHARED));
    int reported = 0;
    for (int i = 0; i < 100; i++) {
      reported += keys.passes("attacker", Optional.empty()) ? 1 : 0;
      keys.passes("site", Optional.empty());
    }
    assertEquals(20, reported);
    assertFalse(keys.passes("attacker", SHARED), "not even that the next is right");
    assertTrue(keys.passes("attacker", Optional.of(Principal.probe("p1"))));
    assertTrue(keys.passes("site", SHARED));
    assertTrue(keys.passes("new site", SHARED));
  }
}
