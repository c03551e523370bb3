package org.ixpqos.daemon.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.MissingPackage;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.linux.NativeEchoEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ixpqos demo}: probes and a collector on this machine's loopback. */
@Command(
    name = "demo",
    description = {
      "Shows ixpqos at work: a collector and three probes that measure each other on loopback"
          + " addresses, as separate processes, in a temporary directory.",
      "Prints the page's address and a live table. Ctrl-C, or the end of --seconds, leaves no"
          + " process and no file behind."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Subcommand {
  private static final long TABLE_SECONDS = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End after N seconds (default: at Ctrl-C).")
  private Integer seconds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds != null && seconds < 1) {
      throw new ParameterException(spec.commandLine(), "--seconds " + seconds + ": at least 1");
    }
    if (!MissingPackage.has("collector")) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "the demo runs a collector too: " + MissingPackage.advice("collector").orElseThrow());
    }
    checkIcmp();
    PrintWriter out = spec.commandLine().getOut();
    try (DemoMesh mesh = DemoMesh.start()) {
      out.printf(Locale.ROOT, "The page: %s%n", mesh.page());
      out.printf(
          Locale.ROOT,
          "Each probe's own figures: 'ixpqos status --port N', N being %s%n",
          mesh.ports());
      out.flush();
      DemoTable table = new DemoTable(mesh, out);
      long end = seconds == null ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(seconds);
      long started = System.nanoTime();
      while (System.nanoTime() - started < end) {
        TimeUnit.SECONDS.sleep(Math.min(TABLE_SECONDS, seconds == null ? TABLE_SECONDS : seconds));
        mesh.checkAlive();
        table.print();
      }
    } catch (IOException | CommandFailure e) {
      // Ctrl-C reaches the processes too: their failures are ignored then
      TimeUnit.SECONDS.sleep(1);
      if (!DemoMesh.ending()) {
        throw e;
      }
    }
    return ExitCode.OK;
  }

  /** Before anything is started: without the right to ICMP sockets there is nothing to show. */
  private static void checkIcmp() {
    try {
      NativeEchoEngine.open(EngineSettings.DEFAULT).close();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, e.getMessage());
    }
  }
}
