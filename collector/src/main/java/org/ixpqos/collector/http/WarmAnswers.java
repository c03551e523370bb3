package org.ixpqos.collector.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large responses that readers request again and again, made anew in the background: a reader gets
 * the last one at once, with its age, independent of the number of readers. The thread rests for
 * three times as long as a response took it, so that uploads come first. Not a Caffeine cache: that
 * counts a refresh as a use, and would keep responses that are not requested. Thread-safe.
 */
final class WarmAnswers implements AutoCloseable {
  /** Compressed, bytes: the mesh of some 100 probes. Smaller ones are of the newest state. */
  static final int LARGE = 64 << 10;

  private static final Logger log = LoggerFactory.getLogger(WarmAnswers.class);

  private static final int MAX_ANSWERS = 16;
  private static final long FORGOTTEN = Duration.ofSeconds(60).toNanos();
  private static final long OLDEST = Duration.ofSeconds(30).toNanos();
  private static final long SHORTEST_REST = Duration.ofMillis(250).toNanos();
  private static final int REST = 3;

  /** Makes a response, on this class's thread. */
  interface Maker {
    ApiResponse make() throws Exception;
  }

  record Key(String path, Map<String, String> parameters) {}

  private static final class Warm {
    private final Maker maker;
    private ApiResponse answer;
    private long made;
    private long requested;

    private Warm(Maker maker) {
      this.maker = maker;
    }
  }

  private final long maxBytes;
  private final LongSupplier nanoClock;

  // guarded by this
  private final Map<Key, Warm> answers = new HashMap<>();
  private Thread thread;
  private boolean closed;

  /**
   * @param maxBytes of all responses together
   */
  WarmAnswers(long maxBytes, LongSupplier nanoClock) {
    this.maxBytes = maxBytes;
    this.nanoClock = nanoClock;
  }

  /** The last response, with its age; empty where it must be made. */
  synchronized Optional<ApiResponse> find(Key key) {
    Warm warm = answers.get(key);
    long now = nanoClock.getAsLong();
    if (warm == null || now - warm.made > OLDEST) {
      return Optional.empty();
    }
    warm.requested = now;
    long age = TimeUnit.NANOSECONDS.toSeconds(now - warm.made);
    return Optional.of(warm.answer.with("Age", Long.toString(age)));
  }

  /**
   * Keeps a large response warm that was made for a reader.
   *
   * @param began when its making began
   */
  synchronized void keep(Key key, ApiResponse answer, long began, Maker maker) {
    if (closed || answer.status() != 200 || answer.sharedBytes() < LARGE) {
      return;
    }
    Warm warm = answers.computeIfAbsent(key, any -> new Warm(maker));
    warm.answer = answer;
    warm.made = began;
    warm.requested = nanoClock.getAsLong();
    forget();
    if (thread == null) {
      thread = new Thread(this::run, "warm-answers");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Removes responses that are not requested, and those requested longest ago above the limit. */
  private void forget() {
    long now = nanoClock.getAsLong();
    answers.values().removeIf(warm -> now - warm.requested > FORGOTTEN);
    List<Map.Entry<Key, Warm>> newest = new ArrayList<>(answers.entrySet());
    newest.sort((a, b) -> Long.compare(now - a.getValue().requested, now - b.getValue().requested));
    long bytes = 0;
    for (int i = 0; i < newest.size(); i++) {
      bytes += newest.get(i).getValue().answer.sharedBytes();
      if (i >= MAX_ANSWERS || bytes > maxBytes) {
        answers.remove(newest.get(i).getKey());
      }
    }
  }

  /** The oldest response; null, which ends the thread, when there is none. */
  private synchronized Map.Entry<Key, Warm> next() {
    forget();
    Map.Entry<Key, Warm> oldest = null;
    for (Map.Entry<Key, Warm> each : answers.entrySet()) {
      if (oldest == null || each.getValue().made - oldest.getValue().made < 0) {
        oldest = each;
      }
    }
    if (oldest == null || closed) {
      thread = null;
      return null;
    }
    return Map.entry(oldest.getKey(), oldest.getValue());
  }

  private void run() {
    LockSupport.parkNanos(SHORTEST_REST);
    for (Map.Entry<Key, Warm> next = next(); next != null; next = next()) {
      long began = nanoClock.getAsLong();
      refresh(next.getKey(), next.getValue());
      LockSupport.parkNanos(Math.max(SHORTEST_REST, REST * (nanoClock.getAsLong() - began)));
    }
  }

  /** Makes it anew; one that fails is removed: the next reader gets the error. */
  void refresh(Key key, Warm warm) {
    long began = nanoClock.getAsLong();
    ApiResponse fresh = null;
    try {
      fresh = warm.maker.make();
    } catch (Exception | Error e) {
      log.debug("an answer can't be kept warm path={}", key.path(), e);
    }
    synchronized (this) {
      if (fresh == null || fresh.status() != 200 || fresh.sharedBytes() < LARGE) {
        answers.remove(key, warm);
      } else {
        warm.answer = fresh;
        warm.made = began;
      }
    }
  }

  /** How many are kept. */
  synchronized int size() {
    return answers.size();
  }

  @Override
  public synchronized void close() {
    closed = true;
    answers.clear();
    if (thread != null) {
      thread.interrupt();
    }
  }
}
