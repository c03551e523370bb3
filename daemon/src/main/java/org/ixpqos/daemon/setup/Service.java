package org.ixpqos.daemon.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The probe's systemd unit. */
public interface Service {
  /**
   * Makes the service apply changes. It reads files that it can read by itself, and goes on
   * measuring; it is restarted for a key that only systemd can hand to it, when a process starts.
   *
   * @param restart whether the service can't read the changed file
   * @return what was done, as a sentence without its full stop
   */
  String takeUp(boolean restart) throws IOException, InterruptedException;

  /** The service of this host; without systemd, or as another user than root, nothing is done. */
  static Service ofHost() {
    return restart -> {
      boolean ours = "root".equals(System.getProperty("user.name"));
      if (!ours || !Files.exists(Path.of("/run/systemd/system"))) {
        return "a daemon that runs takes it up within seconds; no service was started, that takes"
            + " root and systemd";
      }
      String verb = restart ? "restart" : "start";
      Process process =
          new ProcessBuilder("systemctl", verb, "ixpqos-probe").redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException("'systemctl " + verb + " ixpqos-probe' failed: " + output);
      }
      return restart
          ? "ixpqos-probe was restarted"
          : "ixpqos-probe runs and takes it up within seconds, without a restart";
    };
  }
}
