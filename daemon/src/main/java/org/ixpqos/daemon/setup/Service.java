package org.ixpqos.daemon.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The probe as systemd knows it. */
public interface Service {
  /**
   * Has the service take up what changed. It is restarted for it: systemd hands a key to a new
   * process only.
   *
   * @return what was done, as a sentence without its full stop
   */
  String takeUp() throws IOException, InterruptedException;

  /** The service of this host; without systemd, or as another user than root, nothing is done. */
  static Service ofHost() {
    return () -> {
      boolean ours = "root".equals(System.getProperty("user.name"));
      if (!ours || !Files.exists(Path.of("/run/systemd/system"))) {
        return "no service was restarted: that takes root and systemd";
      }
      Process process =
          new ProcessBuilder("systemctl", "restart", "ixpqos-probe")
              .redirectErrorStream(true)
              .start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException("'systemctl restart ixpqos-probe' failed: " + said);
      }
      return "ixpqos-probe was restarted";
    };
  }
}
