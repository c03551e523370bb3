package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service's user may put anything into the directory before root comes. */
class BufferLockTest {
  @TempDir private Path directory;
  @TempDir private Path elsewhere;

  @Test
  void aLinkIsNotFollowedWhetherItsTargetIsThereOrNot() throws IOException {
    Path target = elsewhere.resolve("cron");
    Files.createSymbolicLink(directory.resolve("buffer.lock"), target);
    assertThrows(IOException.class, () -> BufferLock.take(directory));
    assertFalse(Files.exists(target, LinkOption.NOFOLLOW_LINKS), "nothing was created");
    Files.writeString(target, "root's");
    assertThrows(IOException.class, () -> BufferLock.take(directory));
    assertEquals("root's", Files.readString(target));
  }

  /** A filter of the service's system calls has no chown(2): it must not be needed. */
  @Test
  void theOwnerOfTheDirectoryOwnsTheFile() throws IOException {
    boolean root = ((Integer) Files.getAttribute(directory, "unix:uid")) == 0;
    if (root) {
      Files.setAttribute(directory, "unix:uid", 65_534);
    }
    BufferLock.take(directory).close();
    assertEquals(
        Files.getAttribute(directory, "unix:uid"),
        Files.getAttribute(directory.resolve("buffer.lock"), "unix:uid"));
  }

  @Test
  void itSeesThatItsFileIsNoLongerThere() throws IOException {
    try (BufferLock lock = BufferLock.take(directory)) {
      assertTrue(lock.isInPlace());
      Files.delete(directory.resolve("buffer.lock"));
      assertFalse(lock.isInPlace());
    }
  }
}
