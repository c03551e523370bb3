package org.ixpqos.daemon.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ixpqos.config.FileStamp;

/**
 * Calls back when a file of the configuration changed. It checks each file's {@link FileStamp}
 * every half a second.
 *
 * <p>Runs on its own thread, {@code config-watcher}; the callback runs there too.
 */
public final class ConfigurationWatcher implements AutoCloseable {
  private static final long LOOK_MILLIS = 500;

  private final Path directory;
  private final Runnable changed;
  private final Semaphore reloadRequests = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  public ConfigurationWatcher(Path directory, Runnable changed) {
    this.directory = directory;
    this.changed = changed;
    this.thread = new Thread(this::watch, "config-watcher");
    thread.setDaemon(true);
  }

  /** Begins; changes after this method returned are reported. */
  public void start() {
    thread.start();
  }

  /** Reads the files again now, changed or not: SIGHUP. */
  public void reload() {
    reloadRequests.release();
  }

  private void watch() {
    Map<String, String> seen = look();
    while (!closed) {
      try {
        boolean reload = reloadRequests.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        Map<String, String> now = look();
        if (!closed && (reload || !now.equals(seen))) {
          reloadRequests.drainPermits();
          seen = now;
          changed.run();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private Map<String, String> look() {
    Map<String, String> stamps = new HashMap<>();
    for (String file : ConfigurationLoader.FILES) {
      stamps.put(file, FileStamp.of(directory.resolve(file)));
    }
    return stamps;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
