package org.ixpqos.daemon.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ixpqos.config.BoundedFile;
import org.ixpqos.model.StopReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds why this daemon is stopped: the package's scripts write a word to a file while they stop or
 * restart the service, and systemd has a job of the unit or of the host.
 */
public final class StopCause {
  private static final Logger log = LoggerFactory.getLogger(StopCause.class);

  /** Written by the package's scripts, as root, where the service can't write. */
  private static final Path WORD = Path.of("/run/ixpqos-probe.stopping");

  private static final int MAX_WORD_BYTES = 64;

  /** On a busy host systemctl takes its time; the service has 10 s to spare when it is stopped. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Lists the jobs of the service manager, a line each: number, unit, what, state. */
  interface Jobs {
    List<String> list() throws IOException;
  }

  private final Path word;
  private final Path cgroup;
  private final Jobs jobs;

  public StopCause() {
    this(WORD, Path.of("/proc/self/cgroup"), StopCause::systemctl);
  }

  StopCause(Path word, Path cgroup, Jobs jobs) {
    this.word = word;
    this.cgroup = cgroup;
    this.jobs = jobs;
  }

  /** Begins the search; {@link #answer} has the result, or the best guess. */
  public CompletableFuture<String> ask() {
    CompletableFuture<String> query = new CompletableFuture<>();
    Thread thread = new Thread(() -> query.complete(find()), "stop-cause");
    thread.setDaemon(true);
    thread.start();
    return query;
  }

  /** One of {@link StopReason}'s; waits three seconds at most. */
  public static String answer(CompletableFuture<String> query) {
    try {
      return query.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("systemd does not report why the daemon is stopped", e);
    }
    return StopReason.SIGNAL;
  }

  String find() {
    try {
      String written = BoundedFile.text(word, MAX_WORD_BYTES, StandardCharsets.US_ASCII).strip();
      if (written.equals(StopReason.UPGRADE) || written.equals(StopReason.REMOVE)) {
        return written;
      }
    } catch (IOException e) {
      log.debug("no package is changed just now", e);
    }
    try {
      Optional<String> unit = unit();
      return unit.isPresent() ? reason(jobs.list(), unit.get()) : StopReason.SIGNAL;
    } catch (IOException | RuntimeException e) {
      log.debug("systemd does not report why the daemon is stopped", e);
      return StopReason.SIGNAL;
    }
  }

  /** The unit that this process runs in: the last part of its control group (cgroups(7)). */
  private Optional<String> unit() throws IOException {
    return Files.readAllLines(cgroup).stream()
        .map(line -> line.substring(line.lastIndexOf('/') + 1))
        .filter(name -> name.endsWith(".service"))
        .findFirst();
  }

  private static String reason(List<String> lines, String unit) {
    String reason = StopReason.SIGNAL;
    for (String line : lines) {
      String[] job = line.strip().split("\\s+", -1);
      if (job.length < 3) {
        continue;
      }
      switch (job[1]) {
        case "reboot.target", "kexec.target", "soft-reboot.target" -> {
          return StopReason.REBOOT;
        }
        case "poweroff.target", "halt.target" -> {
          return StopReason.POWEROFF;
        }
        default -> {
          if (job[1].equals(unit)) {
            reason = job[2].equals("stop") ? StopReason.STOP : StopReason.RESTART;
          }
        }
      }
    }
    return reason;
  }

  private static List<String> systemctl() throws IOException {
    Process process =
        new ProcessBuilder("systemctl", "list-jobs", "--no-legend", "--no-pager", "--plain")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } finally {
      process.destroy();
    }
  }
}
