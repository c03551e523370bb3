package org.ixpqos.daemon.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Request;
import okhttp3.Response;
import org.ixpqos.config.BoundedFile;
import org.ixpqos.config.Problems;
import org.ixpqos.config.lists.CronSyntax;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.daemon.config.RemoteConfiguration;
import org.ixpqos.daemon.upload.CollectorHttp;
import org.ixpqos.service.tls.TlsTrouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the remote configuration from the collector each minute, where {@code daemon.json} has
 * it, and keeps the last good one on disk for outages and restarts. A configuration with an error
 * is logged and not kept. A new one is applied as an edited file is.
 *
 * <p>All of it runs on its own thread, {@code remote-config}.
 */
public final class RemoteConfigurationFetcher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RemoteConfigurationFetcher.class);
  private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long MAX_BYTES = BoundedFile.MAX_BYTES;

  /** How soon a changed daemon.json takes effect. */
  private static final long LOOK_MS = 2_000;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "remote-config"));
  private final Supplier<DaemonConfig> config;
  private final CronSyntax cron;
  private final Runnable changed;

  private ScheduledFuture<?> looks;
  private Optional<Collector> from = Optional.empty();
  private long nextAt;
  private String trouble = "";

  /** Fetches nothing until it is started; {@code changed} is called when there are new lists. */
  public RemoteConfigurationFetcher(
      Supplier<DaemonConfig> config, CronSyntax cron, Runnable changed) {
    this.config = config;
    this.cron = cron;
    this.changed = changed;
  }

  public void start() {
    looks = thread.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    DaemonConfig now = config.get();
    boolean other = !now.remoteFrom().equals(from);
    if (now.remoteFrom().isEmpty() || (!other && System.nanoTime() - nextAt < 0)) {
      from = now.remoteFrom();
      return;
    }
    from = now.remoteFrom();
    nextAt = System.nanoTime() + PERIOD_NANOS;
    try {
      fetch(from.get(), now.buffer().directory());
    } catch (IOException | RuntimeException e) {
      logOnce(
          "the remote configuration can't be fetched, the last good one stays in use: "
              + TlsTrouble.sentence(e).orElse(String.valueOf(e.getMessage())));
    }
  }

  private void fetch(Collector collector, Path directory) throws IOException {
    RemoteConfiguration known = RemoteConfiguration.read(directory, cron);
    RemoteConfiguration next;
    try (CollectorHttp http = new CollectorHttp(collector)) {
      Fetched probes = get(http, "api/v1/conf/probes", known.probes(), known.probesTag());
      Fetched schedule = get(http, "api/v1/conf/schedule", known.schedule(), known.scheduleTag());
      next = new RemoteConfiguration(probes.text, probes.tag, schedule.text, schedule.tag);
    }
    Problems problems = new Problems();
    next.check(problems, cron);
    if (!problems.isEmpty()) {
      logOnce(
          "the remote configuration has errors and is not taken over, the last good one stays in"
              + " use; mend it on the collector; errors="
              + problems.list().size()
              + " first: "
              + problems.list().get(0));
      return;
    }
    if (!trouble.isEmpty()) {
      trouble = "";
      log.info("the remote configuration is fetched again from={}", collector.url());
    }
    if (!next.equals(known)) {
      next.write(directory);
      changed.run();
    }
  }

  private record Fetched(String text, String tag) {}

  private static Fetched get(CollectorHttp http, String path, String known, String tag)
      throws IOException {
    Request.Builder request = http.request(path);
    if (!tag.isEmpty()) {
      request.header("If-None-Match", tag);
    }
    try (Response response = http.send(request.build())) {
      return switch (response.code()) {
        case 200 -> {
          String text = response.peekBody(MAX_BYTES + 1).string();
          if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IOException(path + " is larger than " + MAX_BYTES / 1024 + " kB");
          }
          String newTag = response.header("ETag");
          yield new Fetched(text, newTag == null ? "" : newTag);
        }
        case 304 -> new Fetched(known, tag);
        case 301, 302, 303, 307, 308 ->
            throw new IOException(
                path
                    + " is redirected to "
                    + response.header("Location")
                    + ": write where the collector is into daemon.json's url");
        default -> throw new IOException(path + " is answered " + response.code());
      };
    }
  }

  /** Logs an error once, until it changes. */
  private void logOnce(String text) {
    if (!trouble.equals(text)) {
      trouble = text;
      log.warn("{}", text);
    }
  }

  @Override
  public void close() {
    if (looks != null) {
      looks.cancel(true);
    }
    thread.shutdownNow();
  }
}
