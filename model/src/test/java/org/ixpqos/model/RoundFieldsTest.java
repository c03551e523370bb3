package org.ixpqos.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundFieldsTest {
  @Test
  void eachFieldStandsAtItsPlaceUnderNamesOfItsOwn() {
    Set<String> names = new HashSet<>();
    Set<String> wireNames = new HashSet<>();
    for (int i = 0; i < RoundFields.ALL.size(); i++) {
      RoundField field = RoundFields.ALL.get(i);
      assertEquals(i, field.place(), field.name());
      assertTrue(names.add(field.name()), field.name());
      assertTrue(wireNames.add(field.wireName()), field.wireName());
      assertEquals(field, RoundFields.onTheWire(field.wireName()).orElseThrow());
      assertFalse(field.meaning().isBlank(), field.name());
    }
  }

  @Test
  void aStoredNumberNamesOneField() {
    List<RoundField> stored = RoundFields.IN_MORE;
    assertEquals(stored.size(), stored.stream().map(RoundField::storeNumber).distinct().count());
    stored.forEach(field -> assertEquals(field, RoundFields.stored(field.storeNumber())));
    assertThrows(IllegalStateException.class, () -> RoundFields.stored(1_000));
  }

  @Test
  void stepsAreTheStoredPrecision() {
    assertEquals(412, RoundFields.MIN.toSteps(0.412));
    assertEquals(0.412, RoundFields.MIN.ofSteps(412));
    assertEquals(1_400, RoundFields.PATH_MTU.toSteps(1_400));
  }

  @Test
  void whatIsPutTogetherHasWhatWasPut() {
    RoundValues values = new RoundValues();
    values.put(RoundFields.PATH_MTU, 1_280);
    values.put(RoundFields.LOST, null);
    assertEquals(1_280, values.count(RoundFields.PATH_MTU));
    assertEquals(0, values.count(RoundFields.LOST));
    assertFalse(values.has(RoundFields.LOST));
    assertEquals(Set.of(RoundFields.PATH_MTU), values.more().keySet());
    values.put(RoundFields.MIN, 0.4);
    assertThrows(IllegalArgumentException.class, () -> values.times(List.of()));
  }
}
