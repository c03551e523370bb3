package org.ixpqos.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ixpqos.model.StopReason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopCauseTest {
  @TempDir private Path directory;
  private Path word;
  private Path cgroup;

  @BeforeEach
  void write() throws IOException {
    word = directory.resolve("word");
    cgroup = directory.resolve("cgroup");
    Files.writeString(cgroup, "0::/system.slice/ixpqos-probe.service\n");
  }

  private String cause(String... jobs) {
    return new StopCause(word, cgroup, () -> List.of(jobs)).find();
  }

  /** As {@code systemctl list-jobs --no-legend --plain} of systemd 252 and 257 writes them. */
  @ParameterizedTest
  @CsvSource({
    "2381 ixpqos-probe.service stop    running, stop",
    "2381 ixpqos-probe.service restart running, restart",
    "2381 ixpqos-probe.service try-restart running, restart",
    "17   reboot.target        start   waiting, reboot",
    "17   poweroff.target      start   waiting, poweroff",
    "17   halt.target          start   waiting, poweroff",
    "17   cron.service         restart running, signal",
    "No jobs running., signal",
    "'', signal"
  })
  void theJobsTell(String job, String reason) {
    assertEquals(reason, cause("9 other.service start waiting", job));
  }

  @Test
  void aHostThatGoesDownStopsTheUnitForThat() {
    assertEquals(
        StopReason.REBOOT,
        cause("2 ixpqos-probe.service stop running", "1 reboot.target start waiting"));
  }

  @Test
  void thePackagesReasonComesFirst() throws IOException {
    Files.writeString(word, "upgrade\n");
    assertEquals(StopReason.UPGRADE, cause("2 ixpqos-probe.service restart running"));
    Files.writeString(word, "nonsense\n");
    assertEquals(StopReason.RESTART, cause("2 ixpqos-probe.service restart running"));
  }

  @Test
  void whoIsNoServiceWasSignalled() throws IOException {
    Files.writeString(cgroup, "0::/user.slice/user-0.slice/session-1.scope\n");
    assertEquals(StopReason.SIGNAL, cause("2 ixpqos-probe.service stop running"));
    Files.delete(cgroup);
    assertEquals(StopReason.SIGNAL, cause("2 ixpqos-probe.service stop running"));
  }

  @Test
  void aServiceManagerThatDoesNotAnswerIsNotWaitedFor() {
    StopCause failing =
        new StopCause(
            word,
            cgroup,
            () -> {
              throw new IOException("no bus");
            });
    assertEquals(StopReason.SIGNAL, failing.find());
    assertEquals(StopReason.SIGNAL, StopCause.answer(new CompletableFuture<>()));
    assertEquals("stop", StopCause.answer(CompletableFuture.completedFuture("stop")));
  }
}
