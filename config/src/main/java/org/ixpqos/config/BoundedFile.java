package org.ixpqos.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads small files into memory. A file larger than its bound, or one that is not a regular file (a
 * directory, a device), is refused before it fills the memory.
 */
public final class BoundedFile {
  /** The maximum size of a configuration file, bytes: some 10,000 probes. */
  public static final int MAX_BYTES = 1 << 20;

  private BoundedFile() {}

  /**
   * A file's bytes.
   *
   * @param most bytes
   * @throws TooLargeException when it has more
   * @throws IOException when it can't be read
   */
  public static byte[] bytes(Path file, int most) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return bytes(in, most, file.toString());
    }
  }

  /** The same of a stream, such as standard input; {@code name} is what an error calls it. */
  public static byte[] bytes(InputStream in, int most, String name) throws IOException {
    byte[] bytes = in.readNBytes(most + 1);
    if (bytes.length > most) {
      throw new TooLargeException(name + " is larger than " + most / 1024 + " kB");
    }
    return bytes;
  }

  /**
   * A file's text.
   *
   * @throws CharacterCodingException when it is not of that charset
   */
  public static String text(Path file, int most, Charset charset) throws IOException {
    return charset.newDecoder().decode(ByteBuffer.wrap(bytes(file, most))).toString();
  }

  /** The content is larger than the caller's maximum. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    TooLargeException(String message) {
      super(message);
    }
  }
}
