package org.ixpqos.daemon.command;

import java.io.IOException;
import java.time.Duration;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.linux.NativeEchoEngine;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.model.IpAddresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine and the name resolver, as every command uses them. */
final class Engines {
  private static final Logger log = LoggerFactory.getLogger(Engines.class);

  /** How long a name's address is good, and how long its lookup may take. */
  private static final Duration KEEP = Duration.ofMinutes(1);

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private Engines() {}

  /**
   * Opens the engine.
   *
   * @throws CommandFailure with the command that grants the right to ICMP sockets
   */
  static EchoEngine open() {
    try {
      return NativeEchoEngine.open(EngineSettings.DEFAULT);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, e.getMessage());
    }
  }

  static NameResolver resolver() {
    return new NameResolver(KEEP, LIMIT)
        .refusing(IpAddresses::unusable)
        .writing(IpAddresses::format)
        .notifying(
            (name, from, to) ->
                log.info(
                    "a name has another address now; if that is not meant, see to DNS name={}"
                        + " from={} to={}",
                    name,
                    IpAddresses.format(from),
                    IpAddresses.format(to)));
  }
}
