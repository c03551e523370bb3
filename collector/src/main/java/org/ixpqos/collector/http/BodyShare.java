package org.ixpqos.collector.http;

import java.io.IOException;
import java.time.Duration;

/**
 * What bodies may take while they are read and stored: few threads, of one key or network fewer,
 * and so much memory.
 */
public final class BodyShare {
  /** Of a request's own: buffers, and its place in the store's queue. */
  private static final long BASE = 256 << 10;

  /** What a row that is read takes, beside its text. */
  private static final long ELEMENT = 400;

  /** Objects take so many times the room of their JSON. */
  private static final long TIMES = 5;

  /** Steps in which memory is taken. */
  private static final long STEP = 64 << 10;

  private final Shares shares = new Shares(64, 24, 48, 24, Duration.ofSeconds(5));
  private final ByteBudget bytes;

  /** A share of the heap. */
  public BodyShare() {
    this(Runtime.getRuntime().maxMemory() / 3);
  }

  BodyShare(long most) {
    bytes = new ByteBudget(most, Long.MAX_VALUE);
  }

  /** There is no room now. */
  public static final class FullException extends IOException {
    private static final long serialVersionUID = 1;

    FullException() {
      super("too much is being received at once; send it again later");
    }
  }

  /** One request's; closed when its results are stored. Of one thread. */
  public final class Share implements AutoCloseable {
    private final String who;
    private boolean reading = true;
    private long taken;
    private long used;

    private Share(String who) {
      this.who = who;
    }

    /** So many bytes were read. */
    void read(long count) throws FullException {
      use(TIMES * count);
    }

    /** A row or gap is about to be read. */
    public void element() throws FullException {
      use(ELEMENT);
    }

    private void use(long more) throws FullException {
      used += more;
      while (used > taken) {
        take(Math.max(STEP, used - taken));
      }
    }

    private void take(long more) throws FullException {
      if (!bytes.take("", more)) {
        throw new FullException();
      }
      taken += more;
    }

    /** The body was read: its thread waits for the store alone. */
    public void wasRead() {
      if (reading) {
        reading = false;
        shares.end(who);
      }
    }

    @Override
    public void close() {
      wasRead();
      bytes.giveBack("", taken);
    }
  }

  /**
   * Begins to read a body.
   *
   * @param who the key, or the network where the key is many's
   * @throws FullException too many are read, or too much is in flight
   */
  public Share begin(String who) throws FullException, InterruptedException {
    if (!shares.begin(who)) {
      throw new FullException();
    }
    Share share = new Share(who);
    try {
      share.take(BASE);
      return share;
    } catch (FullException e) {
      share.close();
      throw e;
    }
  }
}
