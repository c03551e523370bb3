package org.ixpqos.bench;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineFullException;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.linux.NativeEchoEngine;

/**
 * The engine as a process. Arguments: {@code peers count intervalNanos storm|calm}; prints {@code
 * address packet RTT-in-nanoseconds} for each packet, or how else it ended.
 */
public final class EngineProber {
  /** On loopback, so that what is measured after it runs compiled, as a daemon's does. */
  private static final int WARM_UP = 40_000;

  private static final int WARM_UP_PEERS = 200;
  private static final long TIMEOUT_NANOS = 2_000_000_000L;

  private EngineProber() {}

  public static void main(String[] arguments) throws Exception {
    int peers = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    long interval = Long.parseLong(arguments[2]);
    try (EchoEngine engine = NativeEchoEngine.open(EngineSettings.DEFAULT)) {
      measure(engine, 127, WARM_UP_PEERS, WARM_UP / WARM_UP_PEERS, 10_000_000);
      if (arguments[3].equals("storm")) {
        storm();
      }
      print(measure(engine, 10, peers, count, interval));
    }
    System.out.flush();
    Runtime.getRuntime().halt(0); // the storm's threads
  }

  private static List<EchoRound> measure(
      EchoEngine engine, int network, int peers, int count, long interval)
      throws EngineFullException, InterruptedException, java.net.UnknownHostException {
    for (int i = 0; i < peers; i++) {
      byte[] peer = {(byte) network, 100, (byte) (i >> 8), (byte) i};
      engine.start(
          new EchoRequest(
              InetAddress.getByAddress(peer),
              count,
              0,
              interval,
              TIMEOUT_NANOS,
              interval / peers * i,
              EchoOptions.DEFAULT,
              null));
    }
    List<EchoRound> rounds = new ArrayList<>();
    while (rounds.size() < peers) {
      EchoRound round = engine.poll(Duration.ofMinutes(10));
      rounds.add(round);
    }
    return rounds;
  }

  private static void print(List<EchoRound> rounds) {
    StringBuilder all = new StringBuilder();
    for (EchoRound round : rounds) {
      String peer = round.request().target().getHostAddress();
      for (int packet = 0; packet < round.request().count(); packet++) {
        PacketOutcome end = round.outcome(packet);
        String text =
            end instanceof PacketOutcome.Replied replied
                ? String.valueOf(replied.rttNanos())
                : end.toString().replace(' ', '_');
        all.append(peer).append(' ').append(packet).append(' ').append(text).append('\n');
      }
      System.out.print(all);
      all.setLength(0);
    }
  }

  /** Every core busy with making garbage, some of which lives on for a while. */
  private static void storm() throws InterruptedException {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread thread = new Thread(EngineProber::litter, "storm");
      thread.setDaemon(true);
      thread.start();
    }
    TimeUnit.SECONDS.sleep(1);
  }

  private static void litter() {
    byte[][] alive = new byte[4_096][];
    for (int i = 0; ; i++) {
      alive[i % alive.length] = new byte[1_024 + i % 1_024];
    }
  }
}
