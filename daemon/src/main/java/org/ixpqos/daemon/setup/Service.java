package org.ixpqos.daemon.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The probe as systemd knows it. */
public interface Service {
  /**
   * Has the service take up what changed.
   *
   * @param key whether the key did, which systemd hands to a new process only
   * @return what was done, as a sentence without its full stop
   */
  String takeUp(boolean key) throws IOException, InterruptedException;

  /** The service of this host; without systemd, or as another user than root, nothing is done. */
  static Service ofHost() {
    return key -> {
      boolean ours = "root".equals(System.getProperty("user.name"));
      if (!ours || !Files.exists(Path.of("/run/systemd/system"))) {
        return "a daemon that runs takes the settings up by itself, a new key when it is restarted";
      }
      String verb = key ? "restart" : "reload-or-restart";
      String command = "systemctl " + verb + " ixpqos-probe";
      Process process =
          new ProcessBuilder("systemctl", verb, "ixpqos-probe").redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException("'" + command + "' failed: " + said);
      }
      return "the service took it up (" + command + ")";
    };
  }
}
