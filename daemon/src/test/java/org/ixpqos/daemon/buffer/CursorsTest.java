package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cursors in memory are the cursors in the file, after each call that changes them. */
class CursorsTest {
  @TempDir private Path directory;
  private BufferFile file;

  @BeforeEach
  void open() throws SQLException {
    file = BufferFile.open(directory.resolve("buffer.db"));
  }

  @AfterEach
  void close() throws SQLException {
    file.close();
  }

  private Cursors load(Set<String> collectors, long first, long last) throws SQLException {
    return Cursors.load(file, collectors, first, last);
  }

  /** Entries in the file with these numbers. */
  private void entries(long... numbers) throws SQLException {
    for (long number : numbers) {
      file.update("INSERT INTO entry VALUES (?, 0, 'p1', 0, x'00')", number);
    }
  }

  /** What a collector still needs of the first hundred numbers, by the file alone. */
  private List<Ranges.Range> neededInFile(String collector) throws SQLException {
    return load(Set.of("a", "b"), 1, 100).of(collector).neededUpTo(100).list();
  }

  private static List<Ranges.Range> ranges(long... ends) {
    Ranges ranges = new Ranges();
    for (int i = 0; i < ends.length; i += 2) {
      ranges.add(ends[i], ends[i + 1]);
    }
    return ranges.list();
  }

  @Test
  void aFirstCollectorNeedsWhatTheFileHasWithItsHoles() throws Exception {
    entries(3, 4, 5, 8, 10, 11);
    Cursors cursors = load(Set.of("a"), 3, 11);
    assertEquals(ranges(3, 5, 8, 8, 10, 11), cursors.of("a").backlog.list());
    assertEquals(12, cursors.of("a").fresh);
    assertEquals(Map.of("a", 6L), cursors.waiting(11));
    assertNull(cursors.of("b"));
  }

  @Test
  void aFurtherCollectorNeedsWhatAnyOtherNeeds() throws Exception {
    entries(1, 2, 3, 4, 5, 6);
    Cursors cursors = load(Set.of("a"), 1, 6);
    Cursor a = cursors.of("a");
    a.backlog.remove(2, 3);
    a.backlog.remove(5, 5);
    a.postponed.add(5, 5);
    cursors.store("a");
    Cursors both = load(Set.of("a", "b"), 1, 6);
    assertEquals(ranges(1, 1, 4, 6), both.of("b").backlog.list());
    assertEquals(ranges(5, 5), both.of("a").postponed.list());
    assertEquals(Map.of("a", 1L, "b", 0L), both.postponed());
    assertEquals(ranges(1, 1, 4, 4, 6, 6), both.of("a").backlog.list());
  }

  @Test
  void loadingStoresWhatItMade() throws Exception {
    entries(1, 2, 3);
    load(Set.of("a", "b"), 1, 3);
    file.update("DELETE FROM entry");
    assertEquals(ranges(1, 100), neededInFile("a"), "what came since is backlog after a restart");
    assertEquals(ranges(1, 100), neededInFile("b"));
  }

  @Test
  void whatTheFileNoLongerHasIsNotNeeded() throws Exception {
    entries(1, 2, 3, 4);
    load(Set.of("a"), 1, 4);
    Cursors cursors = load(Set.of("a"), 3, 4);
    assertEquals(ranges(3, 4), cursors.of("a").backlog.list());
  }

  @Test
  void oneThatIsNotConfiguredIsForgotten() throws Exception {
    entries(1, 2);
    Cursors cursors = load(Set.of("a", "b"), 1, 2);
    assertFalse(cursors.someAreGone());
    cursors.of("b").backlog.remove(1, 1);
    cursors.of("b").postponed.add(1, 1);
    cursors.store("b");
    Cursors without = load(Set.of("a"), 1, 2);
    assertTrue(without.someAreGone());
    assertEquals(Set.of("a"), without.all().keySet());
    // it comes back as a new one
    Cursor again = load(Set.of("a", "b"), 1, 2).of("b");
    assertEquals(ranges(1, 2), again.backlog.list());
    assertTrue(again.postponed.isEmpty());
  }

  @Test
  void withoutAnyCollectorTheFileAloneHasTheNumbers() throws Exception {
    entries(1, 2);
    load(Set.of("a"), 1, 2);
    Cursors none = load(Set.of(), 1, 2);
    assertFalse(none.someAreGone(), "nobody else can have its entries");
    assertEquals(Set.of(), none.needing(1));
  }

  @Test
  void eachChangeIsInTheFile() throws Exception {
    entries(1, 2, 3, 4);
    Cursors cursors = load(Set.of("a", "b"), 1, 4);
    assertEquals(Set.of("a", "b"), cursors.needing(2));
    cursors.keepFor(Set.of("b"), 2);
    assertEquals(Set.of("b"), cursors.needing(2));
    assertEquals(ranges(1, 1, 3, 100), neededInFile("a"));
    assertEquals(ranges(1, 100), neededInFile("b"));
  }

  @Test
  void droppedEntriesAreDroppedForAllAndInTheFile() throws Exception {
    entries(1, 2, 3, 4);
    Cursors cursors = load(Set.of("a", "b"), 1, 4);
    cursors.dropped(3);
    assertEquals(ranges(4, 100), neededInFile("a"));
    assertEquals(ranges(4, 100), neededInFile("b"));
  }

  @Test
  void settledIsWhatNoneNeeds() throws Exception {
    entries(1, 2, 3, 4);
    Cursors cursors = load(Set.of("a", "b"), 1, 4);
    cursors.of("a").settle(1, 3, List.of());
    cursors.of("b").settle(2, 4, List.of());
    assertEquals(ranges(2, 3), cursors.settled(1, 4).list());
  }
}
