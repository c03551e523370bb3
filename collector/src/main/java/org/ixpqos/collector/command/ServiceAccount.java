package org.ixpqos.collector.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the service may read a file, by the file's mode and those of the directories above it:
 * the command runs as root, which may read any. Access control lists are not checked.
 */
final class ServiceAccount {
  private final String user;
  private final Set<String> groups;

  private ServiceAccount(String user, Set<String> groups) {
    this.user = user;
    this.groups = groups;
  }

  /** The account of this process; the service's, where that is root and the service has one. */
  static ServiceAccount of(String service) {
    return of(
        service, System.getProperty("user.name"), Path.of("/etc/passwd"), Path.of("/etc/group"));
  }

  /** The same, of a process of {@code self} and with the accounts of two files, passwd(5). */
  static ServiceAccount of(String service, String self, Path passwd, Path group) {
    String user = self.equals("root") && exists(service, passwd) ? service : self;
    Set<String> groups = new HashSet<>(Set.of(user));
    try {
      for (String line : Files.readAllLines(group, StandardCharsets.UTF_8)) {
        String[] fields = line.split(":", -1);
        if (fields.length > 3 && List.of(fields[3].split(",", -1)).contains(user)) {
          groups.add(fields[0]);
        }
      }
    } catch (IOException e) {
      // then its own group alone
    }
    return new ServiceAccount(user, groups);
  }

  private static boolean exists(String user, Path passwd) {
    try {
      return Files.readAllLines(passwd, StandardCharsets.UTF_8).stream()
          .anyMatch(line -> line.startsWith(user + ":"));
    } catch (IOException e) {
      return false;
    }
  }

  /** Why the service can't read the file; empty when it can. */
  Optional<String> refusal(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    try {
      for (Path above = absolute.getParent(); above != null; above = above.getParent()) {
        if (!may(above, PosixFilePermission.OWNER_EXECUTE)) {
          return Optional.of(
              above + " may not be entered by the user " + user + ": chmod o+x " + above);
        }
      }
      return may(absolute, PosixFilePermission.OWNER_READ)
          ? Optional.empty()
          : Optional.of(
              absolute
                  + " may not be read by the user "
                  + user
                  + ": chgrp "
                  + user
                  + " "
                  + absolute
                  + " && chmod 0640 "
                  + absolute);
    } catch (IOException e) {
      return Optional.of(absolute + " can't be looked at: " + e);
    }
  }

  private boolean may(Path path, PosixFilePermission asOwner) throws IOException {
    PosixFileAttributes is = Files.readAttributes(path, PosixFileAttributes.class);
    boolean reads = asOwner == PosixFilePermission.OWNER_READ;
    if (user.equals("root")) {
      return true;
    }
    PosixFilePermission needed;
    if (is.owner().getName().equals(user)) {
      needed = asOwner;
    } else if (groups.contains(is.group().getName())) {
      needed = reads ? PosixFilePermission.GROUP_READ : PosixFilePermission.GROUP_EXECUTE;
    } else {
      needed = reads ? PosixFilePermission.OTHERS_READ : PosixFilePermission.OTHERS_EXECUTE;
    }
    return is.permissions().contains(needed);
  }
}
