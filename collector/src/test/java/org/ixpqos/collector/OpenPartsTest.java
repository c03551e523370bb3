package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order in which a collector's parts are closed, also after failures. */
class OpenPartsTest {
  private final List<String> closed = new ArrayList<>();
  private final OpenParts parts = new OpenParts();

  private void add(String name, boolean fails) {
    parts.add(
        () -> {
          closed.add(name);
          if (fails) {
            throw new IllegalStateException(name);
          }
        });
  }

  @Test
  void theLastThatWasOpenedIsClosedFirstAndOnce() throws Exception {
    add("store", false);
    add("server", false);
    parts.close();
    parts.close();
    assertEquals(List.of("server", "store"), closed);
  }

  @Test
  void onesFailureKeepsNoOtherOpen() {
    add("store", true);
    add("sinks", false);
    add("server", true);
    Exception e = assertThrows(IllegalStateException.class, parts::close);
    assertEquals(List.of("server", "sinks", "store"), closed);
    assertEquals("server", e.getMessage());
    assertEquals("store", e.getSuppressed()[0].getMessage());
  }

  @Test
  void whatStoppedTheStartIsReportedWithWhatFailedAfterIt() {
    add("store", true);
    Exception cause = new Exception("the address is in use");
    parts.closeAfter(cause);
    assertEquals("store", cause.getSuppressed()[0].getMessage());
  }
}
