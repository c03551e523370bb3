package org.ixpqos.daemon.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import jnr.ffi.Pointer;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Gives up root's rights before a command touches the service user's files: that user could place
 * links and files there, which root would follow, create and read.
 */
final class StateOwner {
  /** The functions of the C library that are called; glibc's change all threads. */
  public interface LibC {
    int geteuid();

    int setgroups(long count, Pointer groups);

    int setgid(int group);

    int setuid(int user);
  }

  private StateOwner() {}

  /**
   * Becomes the owner of a directory, for the rest of the process, when it is root's process and
   * not root's directory. Files that only root may open must be opened before.
   */
  static void become(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return; // the directory does not exist, which the caller reports
    }
    LibC libc =
        LibraryLoader.create(LibC.class)
            .load(Platform.getNativePlatform().getStandardCLibraryName());
    int user = attribute(directory, "unix:uid");
    if (libc.geteuid() != 0 || user == 0) {
      return;
    }
    loadNatives();
    if (libc.setgroups(0, null) != 0
        || libc.setgid(attribute(directory, "unix:gid")) != 0
        || libc.setuid(user) != 0) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "root's rights can't be given up for those of the owner of "
              + directory
              + ": run this as that user ('runuser -u USER -- ixpqos …')");
    }
  }

  private static int attribute(Path directory, String name) throws IOException {
    return (Integer) Files.getAttribute(directory, name, LinkOption.NOFOLLOW_LINKS);
  }

  /** Read as root, or the owner could replace it. */
  private static void loadNatives() throws IOException {
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      throw new IOException("SQLite's library can't be loaded: " + e.getMessage(), e);
    }
  }
}
