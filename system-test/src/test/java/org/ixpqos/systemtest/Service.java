package org.ixpqos.systemtest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of others that runs on a host until it is closed. */
final class Service {
  private final Process process;

  Service(PeeringLan.Host host, Path log, String... command) throws IOException {
    List<String> line = Shell.in(host.namespace(), command);
    process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
  }

  void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
