package org.ixpqos.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ixpqos.config.BoundedFile;

/**
 * A file with an API key. Where this process may read the file, it does, and so sees a new key;
 * where root alone may, systemd hands it to a service as a credential (systemd.exec(5),
 * LoadCredential=), which is a file of the same name in {@code CREDENTIALS_DIRECTORY}, as it was
 * when the service started.
 *
 * @param configured the file as the configuration names it, for messages
 * @param read the file that is read
 */
public record KeyFile(Path configured, Path read) {
  /** The maximum size of a key file, bytes. */
  public static final int MAX_BYTES = 16 << 10;

  /** The value of the units' SetCredential= that stands for no key. */
  private static final String UNSET = "unset";

  /** The file that stands for a configured one in this process. */
  public static KeyFile of(Path configured) {
    return of(configured, System.getenv("CREDENTIALS_DIRECTORY"));
  }

  static KeyFile of(Path configured, String credentials) {
    boolean direct = Files.isReadable(configured);
    if (!direct && credentials != null && configured.getFileName() != null) {
      Path credential = Path.of(credentials).resolve(configured.getFileName());
      if (Files.exists(credential)) {
        return new KeyFile(configured, credential);
      }
    }
    return new KeyFile(configured, configured);
  }

  /**
   * The key, without the space around it.
   *
   * @throws NoSuchFileException when there is none
   * @throws IOException when it can't be read, or is not one line of visible ASCII
   */
  public String key() throws IOException {
    return key(
        BoundedFile.text(read, MAX_BYTES, StandardCharsets.ISO_8859_1), configured.toString());
  }

  /**
   * The key in a text, without the space around it.
   *
   * @param source where the text is from, for messages
   * @throws NoSuchFileException when there is none
   * @throws IOException when it is not one line of visible ASCII
   */
  public static String key(String text, String source) throws IOException {
    String key = text.strip();
    if (key.isEmpty() || key.equals(UNSET)) {
      throw new NoSuchFileException(source, null, "it holds no key");
    }
    if (!key.matches("[\\x21-\\x7e]+")) {
      throw new IOException(source + " is not one line of visible ASCII");
    }
    return key;
  }
}
