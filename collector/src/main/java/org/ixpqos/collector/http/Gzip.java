package org.ixpqos.collector.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The gzip format (RFC 1952). */
final class Gzip {
  private static final int PART = 8 << 10;

  private Gzip() {}

  /** Whether a client accepts gzip (RFC 9110, 12.5.3); null without a header. */
  static boolean isTaken(String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    for (String one : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = one.strip().split(";", -1);
      if (parts[0].strip().equals("gzip")) {
        return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
      }
    }
    return false;
  }

  /** Compresses quickly: the body is sent once. */
  static OutputStream quickly(OutputStream out) throws IOException {
    return new GZIPOutputStream(out, PART) {
      {
        def.setLevel(Deflater.BEST_SPEED);
      }
    };
  }

  static byte[] of(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Compresses a body that is sent many times. */
  static byte[] of(Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = quickly(bytes);
        Body.Writing writing = body.begin(gzip)) {
      while (writing.next()) {
        // the next part
      }
    }
    return bytes.toByteArray();
  }

  /** The body that was compressed; each client inflates it anew, part by part. */
  static Body inflating(byte[] gzipped) {
    return new Body() {
      @Override
      public Writing begin(OutputStream out) throws IOException {
        InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped), PART);
        byte[] part = new byte[PART];
        return new Writing() {
          @Override
          public boolean next() throws IOException {
            int count = in.read(part);
            out.write(part, 0, Math.max(0, count));
            return count >= 0;
          }

          @Override
          public void close() throws IOException {
            in.close();
          }
        };
      }

      @Override
      public int held() {
        return gzipped.length;
      }
    };
  }
}
