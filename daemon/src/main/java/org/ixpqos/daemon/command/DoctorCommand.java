package org.ixpqos.daemon.command;

import com.google.gson.FormattingStyle;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.config.Counted;
import org.ixpqos.daemon.doctor.Doctor;
import org.ixpqos.daemon.doctor.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ixpqos doctor}: what makes measurements wrong here, and what mends it. */
@Command(
    name = "doctor",
    description =
        "Looks for everything that makes measurements wrong or the service fail, and prints each"
            + " finding, why it matters and its remedy. Changes nothing.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no problem; there may be warnings", "1:a problem was found"},
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Subcommand {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(
      names = "--json",
      description = "Print an array of {check, level, found, why, mend} instead.")
  private boolean json;

  @Option(
      names = "--here",
      description = "Make the checks in this shell only, not as the service too.")
  private boolean here;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Finding> findings =
        here ? Doctor.examine(config.directory()) : Doctor.examineBoth(config.directory());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new GsonBuilder()
              .setFormattingStyle(FormattingStyle.PRETTY)
              .disableHtmlEscaping()
              .create()
              .toJson(findings));
    } else {
      print(findings, out);
    }
    return count(findings, Finding.Level.PROBLEM) == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static void print(List<Finding> findings, PrintWriter out) {
    for (Finding finding : findings) {
      out.printf(
          Locale.ROOT,
          "%-8s %-16s %s%n",
          finding.level().name().toLowerCase(Locale.ROOT),
          finding.check(),
          finding.found());
      if (finding.level() != Finding.Level.OK) {
        out.printf(
            Locale.ROOT, "%25s why:  %s%n%25s mend: %s%n", "", finding.why(), "", finding.mend());
      }
    }
    out.printf(
        Locale.ROOT,
        "%n%s, %s in %s%n",
        Counted.of(count(findings, Finding.Level.PROBLEM), "problem"),
        Counted.of(count(findings, Finding.Level.WARNING), "warning"),
        Counted.of(findings.size(), "finding"));
  }

  private static long count(List<Finding> findings, Finding.Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }
}
