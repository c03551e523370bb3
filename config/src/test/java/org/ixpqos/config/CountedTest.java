package org.ixpqos.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CountedTest {
  @Test
  void oneIsSingularAndAllElsePlural() {
    assertEquals("0 peers", Counted.of(0, "peer"));
    assertEquals("1 peer", Counted.of(1, "peer"));
    assertEquals("2 peers", Counted.of(2, "peer"));
    assertEquals("1 entry", Counted.of(1, "entry", "entries"));
    assertEquals("3 entries", Counted.of(3, "entry", "entries"));
  }
}
