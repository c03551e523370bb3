package org.ixpqos.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.ixpqos.daemon.round.FakeEchoEngine;
import org.ixpqos.engine.resolve.NameResolver;
import org.slf4j.LoggerFactory;

/** A daemon without a network whose output is not read; a process of its own. */
public final class StuckLogProcess {
  private StuckLogProcess() {}

  /** Runs until it is ended. */
  public static void main(String[] arguments) throws Exception {
    Daemon daemon =
        new Daemon(
            Path.of(arguments[0]),
            new FakeEchoEngine(),
            new NameResolver(Duration.ofMinutes(1), Duration.ofSeconds(1)));
    daemon.start();
    Files.writeString(Path.of(arguments[0], "port"), daemon.statusPort() + "\n");
    for (int i = 0; ; i++) {
      // each is another message to RepeatedLines
      LoggerFactory.getLogger("test").warn("{}", "line " + i + " " + "x".repeat(500));
      Thread.sleep(1);
    }
  }
}
