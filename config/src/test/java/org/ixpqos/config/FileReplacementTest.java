package org.ixpqos.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power cut leaves behind at each step, and what a fault does. */
class FileReplacementTest {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");

  @TempDir private Path directory;
  private final List<String> steps = new ArrayList<>();
  private Path file;
  private Path next;

  /** Notes each step, with what the file holds then, and fails at one of them. */
  private final class FaultyDisk implements FileReplacement.Disk {
    private final int failing;

    FaultyDisk(int failing) {
      this.failing = failing;
    }

    private void step(String what) throws IOException {
      if (steps.size() == failing) {
        throw new IOException("fails at " + what);
      }
      steps.add(what + ": " + Files.readString(file));
    }

    @Override
    public void sync(Path path, FileChannel open) throws IOException {
      step("sync " + directory.relativize(path));
      open.force(true);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      step("rename " + directory.relativize(from));
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("file"), "old");
    next = directory.resolve("file.new");
  }

  private FileReplacement failingAt(int step) {
    return new FileReplacement(file, next, MODE, new FaultyDisk(step));
  }

  @Test
  void theTextIsSyncedBeforeTheNameAndTheNameAfterwards() throws IOException {
    failingAt(-1).replace(path -> {}, () -> "new");
    assertEquals(List.of("sync file.new: old", "rename file.new: old", "sync : new"), steps);
    assertEquals(MODE, Files.getPosixFilePermissions(file));
  }

  @Test
  void aStepThatFailsIsReportedAndLeavesOneOfTheTwo() throws IOException {
    for (int step = 0; step < 3; step++) {
      steps.clear();
      Files.writeString(file, "old");
      FileReplacement failing = failingAt(step);
      assertThrows(IOException.class, () -> failing.replace(path -> {}, () -> "new"));
      assertEquals(step < 2 ? "old" : "new", Files.readString(file));
      assertFalse(Files.exists(next));
    }
  }

  @Test
  void aTextOrRightsThatFailLeaveTheOldOne() throws IOException {
    FileReplacement good = new FileReplacement(file, next, MODE);
    assertThrows(
        IllegalStateException.class,
        () ->
            good.replace(
                path -> {},
                () -> {
                  throw new IllegalStateException("a bug");
                }));
    assertThrows(
        IOException.class,
        () ->
            good.replace(
                path -> {
                  throw new IOException("not allowed");
                },
                () -> "new"));
    assertEquals("old", Files.readString(file));
    assertFalse(Files.exists(next));
    good.replace(path -> {}, () -> "new");
    assertEquals("new", Files.readString(file));
  }

  @Test
  void whatIsThereUnderTheNextNameIsNeitherFollowedNorRemoved() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "another's");
    Files.createSymbolicLink(next, other);
    FileReplacement whole = new FileReplacement(file, next, MODE);
    assertThrows(FileAlreadyExistsException.class, () -> whole.replace(path -> {}, () -> "new"));
    assertEquals("another's", Files.readString(other));
    assertEquals("old", Files.readString(file));
  }

  @Test
  void aMoveReplacesWhatIsThere() throws IOException {
    FileReplacement.move(Files.writeString(directory.resolve("from"), "moved"), file);
    assertEquals("moved", Files.readString(file));
  }
}
