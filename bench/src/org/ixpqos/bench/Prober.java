package org.ixpqos.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One of those that are compared.
 *
 * @param rtt finds in a line of output the packets that were answered: groups {@code peer} (which
 *     may be left out if there is one), {@code packet} and {@code time}
 * @param base of the packet numbers in that output
 * @param nanos that 1 of its times is
 */
record Prober(String name, CommandLine line, Pattern rtt, int base, double nanos) {
  interface CommandLine {
    List<String> of(Load load);
  }

  static final Prober ENGINE =
      new Prober(
          "ixpqos",
          Prober::engine,
          Pattern.compile("^(?<peer>[\\d.]+) (?<packet>\\d+) (?<time>\\d+)$"),
          0,
          1);

  /** Its summary alone: printing each reply would cost it more than asking for it. */
  static final Prober FPING =
      new Prober("fping", load -> fping(load, "-q"), Pattern.compile("(?!)"), 0, 0);

  static final Prober FPING_LINES =
      new Prober(
          "fping",
          load -> fping(load, "-D"),
          Pattern.compile(
              "(?<peer>[\\d.]+) +: \\[(?<packet>\\d+)\\], .*bytes, (?<time>[\\d.]+) ms"),
          0,
          1e6);

  static final Prober PING =
      new Prober(
          "ping",
          load ->
              List.of(
                  "ping",
                  "-n",
                  "-c",
                  "" + load.count(),
                  "-i",
                  "" + load.intervalNanos() / 1e9,
                  load.first()),
          Pattern.compile("icmp_seq=(?<packet>\\d+) .*time=(?<time>[\\d.]+) ms"),
          1,
          1e6);

  static final Prober SMOKEPING_DATAGRAM =
      smokeping("smokeping_prober, unprivileged", "--no-privileged");
  static final Prober SMOKEPING_RAW = smokeping("smokeping_prober, raw", "--privileged");

  /** Whether it serves its own counts rather than printing them. */
  boolean countsItself() {
    return this == SMOKEPING_DATAGRAM || this == SMOKEPING_RAW;
  }

  private static List<String> engine(Load load) {
    return List.of(
        "env",
        "JAVA_HOME=" + System.getenv("ENGINE_PROBER_JAVA_HOME"),
        System.getenv("ENGINE_PROBER"),
        "" + load.peers(),
        "" + load.count(),
        "" + load.intervalNanos(),
        load.storm() ? "storm" : "calm");
  }

  private static List<String> fping(Load load, String how) {
    return List.of(
        "fping",
        how,
        "-c",
        "" + load.count(),
        "-t",
        "2000",
        "-p",
        load.intervalMillis(),
        "-i",
        load.gapMillis(),
        "-g",
        load.first(),
        load.last());
  }

  private static Prober smokeping(String name, String right) {
    return new Prober(
        name,
        load -> {
          List<String> line =
              new ArrayList<>(
                  List.of(
                      "prometheus-smokeping-prober",
                      right,
                      "--web.listen-address=127.0.0.1:9374",
                      "--log.level=error",
                      "--config.file="));
          line.addAll(load.addresses());
          return line;
        },
        Pattern.compile("(?!)"),
        0,
        0);
  }
}
