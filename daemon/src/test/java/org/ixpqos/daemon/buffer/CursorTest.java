package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ixpqos.daemon.buffer.Ranges.Range;
import org.junit.jupiter.api.Test;

class CursorTest {
  private static Buffer.Numbered entry(long number) {
    return new Buffer.Numbered(number, null);
  }

  private static Ranges ranges(long first, long last) {
    Ranges ranges = new Ranges();
    ranges.add(first, last);
    return ranges;
  }

  @Test
  void whatWaitsFallsBehindOnce() {
    Cursor position = new Cursor(5);
    position.fellBehind(9);
    assertEquals(10, position.fresh);
    assertEquals(List.of(new Range(5, 9)), position.backlog.list());
    position.fellBehind(7);
    assertEquals(10, position.fresh);
    assertEquals(5, position.waiting(9));
    assertEquals(7, position.waiting(11));
  }

  @Test
  void whatWasAcknowledgedIsForgottenWhereverItIs() {
    Cursor position = new Cursor(5);
    position.settle(5, 6, List.of());
    assertEquals(7, position.fresh);
    position.fellBehind(10);
    position.settle(8, 8, List.of());
    assertEquals(11, position.fresh);
    assertEquals(List.of(new Range(7, 7), new Range(9, 10)), position.backlog.list());
    // a batch that holds some of both
    position.settle(8, 12, List.of());
    assertEquals(List.of(new Range(7, 7)), position.backlog.list());
    assertEquals(13, position.fresh);
    // one that begins behind what is fresh proves nothing of what is before it
    position.settle(20, 21, List.of());
    assertEquals(13, position.fresh);
  }

  @Test
  void whatIsRefusedForNowIsPutAsideAndComesBack() {
    Cursor position = new Cursor(1);
    position.settle(1, 4, List.of(entry(2), entry(4)));
    assertEquals(List.of(new Range(2, 2), new Range(4, 4)), position.postponed.list());
    assertTrue(position.needs(2) && position.needs(4) && position.needs(5));
    assertFalse(position.needs(1) || position.needs(3));
    assertEquals(2, position.waiting(4));
    // what was dropped meanwhile is not put aside a second time
    position.settle(2, 2, List.of());
    position.settle(2, 4, List.of(entry(2), entry(4)));
    assertEquals(List.of(new Range(4, 4)), position.postponed.list());
    assertTrue(position.release());
    assertFalse(position.release());
    assertEquals(List.of(new Range(4, 4)), position.backlog.list());
    assertTrue(position.postponed.isEmpty());
  }

  @Test
  void oneThatIsSkippedIsNeverNeeded() {
    Cursor position = new Cursor(3);
    position.skip(5);
    assertEquals(6, position.fresh);
    assertEquals(List.of(new Range(3, 4)), position.backlog.list());
    position.skip(3);
    position.postponed.add(1, 2);
    position.skip(2);
    assertEquals(List.of(new Range(4, 4)), position.backlog.list());
    assertEquals(List.of(new Range(1, 1)), position.postponed.list());
    assertEquals(6, position.fresh);
  }

  @Test
  void theFirstThatIsFreshCanBeSkipped() {
    Cursor position = new Cursor(3);
    position.skip(3);
    assertFalse(position.needs(3));
    assertEquals(4, position.fresh);
    assertTrue(position.backlog.isEmpty());
  }

  @Test
  void whatLeftTheBufferIsNeededNoMore() {
    Cursor position = new Cursor(8);
    position.backlog.add(1, 5);
    position.postponed.add(6, 7);
    position.dropped(3);
    assertEquals(List.of(new Range(4, 5)), position.backlog.list());
    assertEquals(8, position.fresh);
    position.dropped(9);
    assertTrue(position.backlog.isEmpty() && position.postponed.isEmpty());
    assertEquals(10, position.fresh);
    assertEquals(0, position.waiting(9));
  }

  @Test
  void whatIsNeededUpToANumberIsAllThreeAndNoMore() {
    Cursor position = new Cursor(8);
    position.backlog.add(1, 2);
    position.postponed.add(5, 5);
    assertEquals(
        List.of(new Range(1, 2), new Range(5, 5), new Range(8, 9)), position.neededUpTo(9).list());
    assertEquals(List.of(new Range(1, 1)), position.neededUpTo(1).list());
  }

  @Test
  void ofASetThatWasSettledItsOwnIsKept() {
    Cursor position = new Cursor(8);
    position.backlog.add(1, 2);
    position.postponed.add(5, 5);
    Ranges settled = ranges(1, 20);
    position.keepFrom(settled);
    assertEquals(List.of(new Range(3, 4), new Range(6, 7)), settled.list());
  }
}
