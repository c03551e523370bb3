package org.ixpqos.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  @TempDir private Path etc;
  @TempDir private Path credentials;

  private KeyFile keyFile(Path directory) {
    return KeyFile.of(etc.resolve("api-key"), directory.toString());
  }

  @Test
  void readsTheFileWhereThereIsNoServiceManager() throws IOException {
    Files.writeString(etc.resolve("api-key"), " s3cret\n");
    assertEquals("s3cret", KeyFile.of(etc.resolve("api-key"), null).key());
  }

  /** The credential is what the file was when the service started. */
  @Test
  void prefersAFileThatItMayRead() throws IOException {
    Files.writeString(etc.resolve("api-key"), "new");
    Files.writeString(credentials.resolve("api-key"), "old\n");
    assertEquals("new", keyFile(credentials).key());
  }

  @Test
  void readsTheCredentialOfAFileThatItMayNotRead() throws IOException {
    Files.writeString(credentials.resolve("api-key"), "s3cret\n");
    Files.writeString(credentials.resolve("other"), "other");
    assertEquals("s3cret", keyFile(credentials).key());
  }

  @Test
  void readsTheFileWhenNoCredentialHasItsName() throws IOException {
    Files.writeString(etc.resolve("api-key"), "key");
    Files.writeString(credentials.resolve("other"), "other");
    assertEquals("key", keyFile(credentials).key());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unset", "", "\n"})
  void takesTheUnitsDefaultForNoKey(String content) throws IOException {
    Files.writeString(credentials.resolve("api-key"), content);
    NoSuchFileException refused =
        assertThrows(NoSuchFileException.class, () -> keyFile(credentials).key());
    assertEquals(etc.resolve("api-key").toString(), refused.getFile());
  }

  @Test
  void reportsThatThereIsNoFile() {
    assertThrows(NoSuchFileException.class, () -> keyFile(credentials).key());
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "two\nlines", "schlüssel", "a\u0000b"})
  void refusesWhatIsNoHeaderWithoutRepeatingIt(String content) throws IOException {
    Files.writeString(etc.resolve("api-key"), content);
    IOException refused = assertThrows(IOException.class, () -> keyFile(credentials).key());
    assertTrue(refused.getMessage().contains("api-key"), refused.getMessage());
    assertFalse(refused.getMessage().contains(content), refused.getMessage());
  }
}
