package org.ixpqos.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireFormTest {
  private static final String COLUMNS = "application/vnd.ixpqos.columns+cbor";

  @Test
  void aTypeIsReadWithoutItsParametersAndCase() {
    assertEquals(Optional.of(WireForm.COLUMNS), WireForm.of(COLUMNS));
    assertEquals(
        Optional.of(WireForm.COLUMNS), WireForm.of(COLUMNS.toUpperCase(Locale.ROOT) + " ;a=b"));
    assertEquals(Optional.of(WireForm.JSON), WireForm.of("application/json; charset=utf-8"));
  }

  @Test
  void whatIsNoCborIsJson() {
    assertEquals(Optional.of(WireForm.JSON), WireForm.of(null));
    assertEquals(Optional.of(WireForm.JSON), WireForm.of("text/plain"));
    assertEquals(Optional.empty(), WireForm.of("application/cbor"));
    assertEquals(Optional.empty(), WireForm.of("application/vnd.ixpqos.columns2+cbor"));
  }

  @Test
  void aFormIsAnnouncedInAnyOfTheHeaders() {
    assertTrue(WireForm.COLUMNS.isIn(List.of(WireForm.all())));
    assertTrue(WireForm.COLUMNS.isIn(List.of("a/b", "application/json,  " + COLUMNS + ";q=1")));
    assertFalse(WireForm.COLUMNS.isIn(List.of()));
    assertFalse(WireForm.COLUMNS.isIn(List.of("application/json", COLUMNS + "2")));
  }
}
