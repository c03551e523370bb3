package org.ixpqos.collector.http;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.ixpqos.model.wire.UploadTooLargeException;

/**
 * The body of a request as it arrives, inflated. Reading throws {@link UploadTooLargeException}
 * where there is more than allowed, compressed or inflated, and {@link DamagedBodyException} where
 * it is truncated, or no valid gzip.
 */
public final class RequestBody extends FilterInputStream {
  /** Compressed bytes; a batch of 50 rounds has some 5,000. */
  private static final int INFLATED_AT_ONCE = 8_192;

  private final BodyShare.Share share;

  private RequestBody(InputStream in, BodyShare.Share share) {
    super(in);
    this.share = share;
  }

  static RequestBody of(InputStream sent, boolean gzip, int most, BodyShare.Share share)
      throws IOException {
    InputStream limited = new LimitedInputStream(sent, most);
    try {
      return new RequestBody(
          gzip
              ? new LimitedInputStream(
                  new GZIPInputStream(new BufferedInputStream(limited), INFLATED_AT_ONCE), most)
              : limited,
          share);
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public int read() throws IOException {
    try {
      share.read(1);
      return in.read();
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int count = in.read(bytes, offset, length);
      share.read(Math.max(0, count));
      return count;
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public long skip(long wanted) throws IOException {
    try {
      return in.skip(wanted);
    } catch (IOException e) {
      throw named(e);
    }
  }

  /**
   * Reads the rest, with a gzip's checksum: only an undamaged body may be refused for its content.
   */
  public void requireSound() throws IOException {
    transferTo(OutputStream.nullOutputStream());
  }

  private static IOException named(IOException e) {
    if (e instanceof UploadTooLargeException || e instanceof BodyShare.FullException) {
      return e;
    }
    boolean zip = e instanceof ZipException || e instanceof EOFException;
    return new DamagedBodyException(
        zip
            ? "the body is not gzip, or was damaged on its way; send it again"
            : "the body could not be read to its end; send it again",
        e);
  }
}
