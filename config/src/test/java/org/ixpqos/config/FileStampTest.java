package org.ixpqos.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FileStampTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("file");
    Files.writeString(file, "one");
  }

  private interface Change {
    void apply() throws IOException;
  }

  /** Two changes within a tick of the kernel's clock have one time: again, until it has gone on. */
  private void assertSeen(Change change) throws IOException {
    String before = FileStamp.of(file);
    do {
      change.apply();
    } while (FileStamp.of(file).equals(before));
    assertEquals(FileStamp.of(file), FileStamp.of(file));
  }

  @Test
  void anEditInPlaceOfTheSameSizeAndTimeIsSeen() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    assertSeen(
        () -> {
          Files.writeString(file, "two", StandardOpenOption.WRITE);
          Files.setLastModifiedTime(file, time);
        });
    assertEquals(time, Files.getLastModifiedTime(file));
  }

  @Test
  void whatChmodMendsIsSeen() throws IOException {
    assertSeen(
        () -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------")));
  }

  @Test
  void aRenameIsSeen() throws IOException {
    Path next = directory.resolve("next");
    Files.writeString(next, "one");
    Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
    String before = FileStamp.of(file);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    assertNotEquals(before, FileStamp.of(file));
  }

  @Test
  void aFileThatIsAwayHasAStampOfItsOwn() throws IOException {
    String before = FileStamp.of(file);
    Files.delete(file);
    assertNotEquals(before, FileStamp.of(file));
    assertEquals(FileStamp.of(file), FileStamp.of(directory.resolve("never")));
  }
}
