package org.ixpqos.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class MissingPackageTest {
  @Test
  void aCommandOfAnotherPackageNamesIt() {
    assertTrue(MissingPackage.advice("doctor").orElseThrow().contains("apt install ixpqos-probe"));
    assertTrue(MissingPackage.advice("collector").orElseThrow().contains("ixpqos-collector"));
    assertEquals(Optional.empty(), MissingPackage.advice("nonsense"));
    assertFalse(MissingPackage.has("doctor"), "this module has none of them");
  }
}
