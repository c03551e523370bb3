package org.ixpqos.collector.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.ixpqos.model.wire.UploadTooLargeException;

/** Ends with an {@link UploadTooLargeException} where there are more bytes than allowed. */
final class LimitedInputStream extends FilterInputStream {
  private final long most;
  private long left;

  LimitedInputStream(InputStream in, long most) {
    super(in);
    this.most = most;
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    int one = in.read();
    count(one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long wanted) throws IOException {
    long skipped = in.skip(wanted);
    count(skipped);
    return skipped;
  }

  private void count(long read) throws UploadTooLargeException {
    left -= read;
    if (left < 0) {
      throw new UploadTooLargeException(
          "the body has more than " + most + " bytes; send it in parts");
    }
  }
}
