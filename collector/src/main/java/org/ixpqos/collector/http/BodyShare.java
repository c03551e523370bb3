package org.ixpqos.collector.http;

import java.io.IOException;
import java.time.Duration;

/**
 * Limits the bodies that are read and stored at once: their threads, in total and for one key or
 * network, and their memory.
 */
public final class BodyShare {
  /** Memory of a request itself: buffers, and its place in the store's queue. */
  private static final long BASE = 256 << 10;

  /** Memory of a decoded row until it is stored: as columns, its text may be a few bytes. */
  private static final long ELEMENT = 1_000;

  /** The memory of objects, as a multiple of their JSON. */
  private static final long TIMES = 5;

  /** The steps in which memory is reserved. */
  private static final long STEP = 64 << 10;

  private final Shares shares = new Shares(64, 24, 48, 24, Duration.ofSeconds(5));
  private final ByteBudget bytes;

  /** The fraction of the heap. */
  public BodyShare() {
    this(Runtime.getRuntime().maxMemory() / 3);
  }

  BodyShare(long most) {
    bytes = new ByteBudget(most, Long.MAX_VALUE);
  }

  /** The limit is reached. */
  public static final class FullException extends IOException {
    private static final long serialVersionUID = 1;

    FullException() {
      super("too much is being received at once; send it again later");
    }
  }

  /** The reservation of one request; closed when its results are stored. For one thread. */
  public final class Share implements AutoCloseable {
    private final String who;
    private boolean reading = true;
    private long taken;
    private long used;

    private Share(String who) {
      this.who = who;
    }

    /** Counts bytes that were read. */
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
   * @param who the key, or the network where many share the key
   * @throws FullException too many are being read, or too much memory is in use
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
