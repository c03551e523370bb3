package org.ixpqos.daemon.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/** Owner, group and access list (acl(5)) of a file, for the file that replaces it. */
final class FileRights {
  private static final byte[] ACCESS_LIST = text("system.posix_acl_access");

  /** 4 bytes, and 8 an entry: more than 500 entries. */
  private static final int MAX_BYTES = 4_096;

  /** The functions of the C library that are called; none has a sixth integer argument. */
  public interface LibC {
    long getxattr(@In byte[] path, @In byte[] name, @Out byte[] value, long size);

    int setxattr(@In byte[] path, @In byte[] name, @In byte[] value, long size, int flags);
  }

  private FileRights() {}

  private static byte[] text(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  static void copyOwner(Path from, Path to) throws IOException {
    for (String id : new String[] {"unix:gid", "unix:uid"}) {
      Object wanted = Files.getAttribute(from, id);
      if (!wanted.equals(Files.getAttribute(to, id))) {
        Files.setAttribute(to, id, wanted, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** A file system or a file without one has nothing to copy. */
  static void copyAccessList(Path from, Path to) throws IOException {
    LibC c = LibraryLoader.create(LibC.class).load("c");
    byte[] value = new byte[MAX_BYTES];
    long length = c.getxattr(text(from.toString()), ACCESS_LIST, value, value.length);
    if (length > 0
        && c.setxattr(
                text(to.toString()), ACCESS_LIST, Arrays.copyOf(value, (int) length), length, 0)
            != 0) {
      throw new IOException(
          "the access list of " + from + " can't be kept: set it again with setfacl(1)");
    }
  }
}
