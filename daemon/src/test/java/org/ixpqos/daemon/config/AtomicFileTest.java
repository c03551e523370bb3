package org.ixpqos.daemon.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import jnr.ffi.LibraryLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator gave a file, it keeps when it is replaced. */
class AtomicFileTest {
  private static final byte[] NAME = text("system.posix_acl_access");
  private static final int NOBODY = 65_534;

  @TempDir private Path directory;
  private final FileRights.LibC c = LibraryLoader.create(FileRights.LibC.class).load("c");
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("daemon.json"), "old");
    Files.setPosixFilePermissions(file, permissions("rw-r-----"));
  }

  private static byte[] text(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private static Set<PosixFilePermission> permissions(String text) {
    return PosixFilePermissions.fromString(text);
  }

  /** What {@code setfacl -m u:65534:r} makes of 0640: acl(5), linux/posix_acl_xattr.h. */
  private static byte[] readableToNobody() {
    ByteBuffer list = ByteBuffer.allocate(4 + 5 * 8).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    int[][] entries = {{1, 6, -1}, {2, 4, NOBODY}, {4, 4, -1}, {16, 4, -1}, {32, 0, -1}};
    for (int[] entry : entries) {
      list.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
    }
    return list.array();
  }

  private byte[] accessList() {
    byte[] value = new byte[100];
    long length = c.getxattr(text(file.toString()), NAME, value, value.length);
    return length < 0 ? new byte[0] : Arrays.copyOf(value, (int) length);
  }

  private void giveAccessList() {
    byte[] list = readableToNobody();
    assumeTrue(
        c.setxattr(text(file.toString()), NAME, list, list.length, 0) == 0,
        "the file system of the temporary directory has no access lists");
    assertArrayEquals(list, accessList());
  }

  @Test
  void itsAccessList() throws IOException {
    giveAccessList();
    assertTrue(AtomicFile.write(file, "new", permissions("rw-r-----")));
    assertEquals("new", Files.readString(file));
    assertArrayEquals(readableToNobody(), accessList());
    assertEquals(permissions("rw-r-----"), Files.getPosixFilePermissions(file));
  }

  /** The mask follows the mode: no entry grants more than the new mode. */
  @Test
  void itsAccessListWithinAModeThatIsSmaller() throws IOException {
    giveAccessList();
    assertTrue(AtomicFile.write(file, "new", permissions("rw-------")));
    byte[] masked = readableToNobody();
    masked[4 + 3 * 8 + 2] = 0;
    assertArrayEquals(masked, accessList());
    assertEquals(permissions("rw-------"), Files.getPosixFilePermissions(file));
  }

  @Test
  void itsOwnerAndGroup() throws IOException {
    boolean root = Files.getAttribute(directory, "unix:uid").equals(0);
    if (root) {
      Files.setAttribute(file, "unix:gid", NOBODY);
      Files.setAttribute(file, "unix:uid", NOBODY);
    }
    Object owner = Files.getAttribute(file, "unix:uid");
    Object group = Files.getAttribute(file, "unix:gid");
    AtomicFile.write(file, "new", permissions("rw-r-----"));
    assertEquals(owner, Files.getAttribute(file, "unix:uid"));
    assertEquals(group, Files.getAttribute(file, "unix:gid"));
  }

  @Test
  void thatItIsALink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertTrue(AtomicFile.write(link, "new", permissions("rw-r--r--")));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(file));
    assertFalse(AtomicFile.write(link, "new", permissions("rw-r--r--")), "nothing is to be done");
  }

  @Test
  void whatACrashLeftIsNoHindrance() throws IOException {
    Files.writeString(directory.resolve(".daemon.json.new"), "half of it");
    assertTrue(AtomicFile.write(file, "new", permissions("rw-r-----")));
    assertEquals("new", Files.readString(file));
  }
}
