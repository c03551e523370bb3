package org.ixpqos.daemon.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The probe as systemd knows it. */
public interface Service {
  /**
   * Has the service take up what changed. What it can read it takes up by itself, and goes on
   * measuring; it is restarted for a key that systemd has to hand to it, which it does to a new
   * process only.
   *
   * @param restart whether it can't read what changed
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
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException("'systemctl " + verb + " ixpqos-probe' failed: " + said);
      }
      return restart
          ? "ixpqos-probe was restarted"
          : "ixpqos-probe runs and takes it up within seconds, without a restart";
    };
  }
}
