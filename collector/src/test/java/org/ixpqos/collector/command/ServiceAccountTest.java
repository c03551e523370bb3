package org.ixpqos.collector.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By mode, owner and group, with accounts of the test's own: no root is needed. */
class ServiceAccountTest {
  private static final String SERVICE = "ixpqos-collector";

  @TempDir private Path directory;
  private Path passwd;
  private Path group;
  private Path key;

  @BeforeEach
  void write() throws IOException {
    passwd =
        Files.writeString(
            directory.resolve("passwd"),
            "root:x:0:0:root:/root:/bin/sh\nixpqos-collector:x:999:999::/:/usr/sbin/nologin\n");
    group = Files.writeString(directory.resolve("group"), "root:x:0:\n" + SERVICE + ":x:999:\n");
    mode(directory, "rwxr-xr-x");
    key = Files.writeString(Files.createDirectory(directory.resolve("ssl")).resolve("key"), "k");
    mode(key.getParent(), "rwxr-xr-x");
    mode(key, "rw-------");
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private Optional<String> refusal(String self) {
    return ServiceAccount.of(SERVICE, self, passwd, group).refusal(key);
  }

  /** The group of the file, which the user of the test has. */
  private String groupOfFile() throws IOException {
    return Files.readAttributes(key, PosixFileAttributes.class).group().getName();
  }

  @Test
  void rootAsksForTheServiceWhereThereIsOne() throws Exception {
    String text = refusal("root").orElseThrow();
    assertTrue(text.startsWith(key + " may not be read by the user " + SERVICE), text);
    assertTrue(text.contains("chgrp " + SERVICE + " " + key + " && chmod 0640 " + key), text);
    Files.writeString(passwd, "root:x:0:0:root:/root:/bin/sh\n");
    assertEquals(Optional.empty(), refusal("root"), "root itself may read any");
    Files.delete(passwd);
    assertEquals(Optional.empty(), refusal("root"));
  }

  @Test
  void theOwnerTheGroupAndTheOthersHaveEachTheirBits() throws Exception {
    mode(key, "rw-r-----");
    assertTrue(refusal("root").isPresent(), "the service is not in the file's group");
    Files.writeString(group, groupOfFile() + ":x:0:someone," + SERVICE + "\nbroken\n");
    assertEquals(Optional.empty(), refusal("root"));
    mode(key, "rw----r--");
    assertTrue(refusal("root").isPresent(), "the group's bits count for who is in it");
    Files.delete(group);
    assertEquals(Optional.empty(), refusal("root"), "no groups are known: it is one of the others");
  }

  @Test
  void anotherUserAsksForItself() throws Exception {
    String owner = Files.getOwner(key).getName();
    if (!owner.equals("root")) {
      assertEquals(Optional.empty(), refusal(owner));
      mode(key, "---------");
      assertTrue(refusal(owner).isPresent());
      mode(key, "rw-------");
    }
    assertTrue(refusal("nobody-of-this-host").orElseThrow().contains("nobody-of-this-host"));
  }

  @Test
  void everyDirectoryAboveMustBeEntered() throws Exception {
    mode(key, "rw-r--r--");
    assertEquals(Optional.empty(), refusal("root"));
    mode(key.getParent(), "rwx------");
    String text = refusal("root").orElseThrow();
    assertTrue(text.startsWith(key.getParent() + " may not be entered by the user"), text);
    assertTrue(text.endsWith("chmod o+x " + key.getParent()), text);
  }

  @Test
  void aFileThatIsMissingIsReportedAsThat() throws Exception {
    Files.delete(key);
    assertTrue(refusal("root").orElseThrow().contains("can't be looked at"));
    assertFalse(
        ServiceAccount.of(SERVICE).refusal(directory.resolve("passwd")).isPresent()
            && System.getProperty("user.name").equals("root")
            && !Files.readString(Path.of("/etc/passwd")).contains(SERVICE + ":"));
  }
}
