package org.ixpqos.collector.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Set;
import org.ixpqos.collector.store.BackedUp;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.config.FileReplacement;

/**
 * Puts the files of a backup in their places, with the owners that they need there. The directory
 * of the store belongs to another user, who may place links in it: none is followed.
 */
final class RestoredFiles {
  private static final String SERVICE = "ixpqos-collector";
  private static final String PART = ".restoring";
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> STORE =
      PosixFilePermissions.fromString("rw-r-----");

  private final Path directory;
  private UserPrincipal owner;
  private GroupPrincipal group;

  RestoredFiles(Path directory) {
    this.directory = directory;
  }

  /** Creates the store's directory where there is none, as the service's first start would. */
  void makeDirectory() throws IOException {
    if (!Files.exists(directory)) {
      Files.createDirectories(directory.toAbsolutePath().getParent());
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
      giveToService(directory);
    }
    PosixFileAttributes is = Files.readAttributes(directory, PosixFileAttributes.class);
    owner = is.owner();
    group = is.group();
  }

  private static void giveToService(Path path) throws IOException {
    if (!System.getProperty("user.name").equals("root")) {
      return;
    }
    UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
    try {
      give(path, names.lookupPrincipalByName(SERVICE), names.lookupPrincipalByGroupName(SERVICE));
    } catch (UserPrincipalNotFoundException e) {
      // no package here: the user who restores runs the collector
    }
  }

  private static void give(Path path, UserPrincipal owner, GroupPrincipal group)
      throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributes is = view.readAttributes();
    if (!is.owner().equals(owner)) {
      view.setOwner(owner);
    }
    if (!is.group().equals(group)) {
      view.setGroup(group);
    }
  }

  /** Copies the store beside its place. */
  void prepareStore(Path backup) throws IOException {
    Path part = part();
    Files.deleteIfExists(part);
    try (FileChannel in = FileChannel.open(backup);
        FileChannel out =
            FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PRIVATE))) {
      long size = in.size();
      for (long at = 0; at < size; ) {
        at += in.transferTo(at, 64 << 20, out);
      }
      give(part, owner, group);
      Files.getFileAttributeView(part, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(STORE);
      out.force(true);
    }
  }

  private Path part() {
    return directory.resolve(SqliteStore.FILE + PART);
  }

  /** Puts the store in its place; one that is there is kept beside, with its log. */
  void putStore(Path database) throws IOException {
    for (String end : new String[] {"-wal", "-shm", ""}) {
      Path there = directory.resolve(SqliteStore.FILE + end);
      Path before = directory.resolve(SqliteStore.FILE + RestoreCommand.BEFORE + end);
      Files.deleteIfExists(before); // a log of another store must not stand beside it
      if (Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(there, before);
      }
    }
    FileReplacement.move(part(), database);
  }

  /** Puts a file in its place; one that is there is kept beside. */
  void put(Path file, BackedUp.Saved saved) throws IOException {
    boolean isState = file.startsWith(directory);
    Path next = file.resolveSibling(file.getFileName() + PART);
    Files.deleteIfExists(next);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Path before = file.resolveSibling(file.getFileName() + RestoreCommand.BEFORE);
      Files.deleteIfExists(before);
      Files.copy(file, before, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }
    new FileReplacement(
            file, next, isState ? PRIVATE : PosixFilePermissions.fromString(saved.mode()))
        .replace(
            path -> {
              if (isState) {
                give(path, owner, group);
              }
            },
            saved::text);
  }
}
