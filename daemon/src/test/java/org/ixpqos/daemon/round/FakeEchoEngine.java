package org.ixpqos.daemon.round;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineFullException;
import org.ixpqos.engine.EngineStatus;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.Timestamps;

/** An engine without a network: every packet is replied to at once, or as a test decides. */
public class FakeEchoEngine implements EchoEngine {
  public final List<FakeRound> started = new CopyOnWriteArrayList<>();
  public volatile boolean answering = true;
  public volatile boolean full;
  private final LinkedBlockingQueue<EchoRound> finished = new LinkedBlockingQueue<>();

  @Override
  public EchoRound start(EchoRequest request) throws EngineFullException {
    if (full) {
      throw new EngineFullException(started.size(), 0);
    }
    FakeRound round = new FakeRound(request);
    started.add(round);
    if (answering) {
      finish(round, new PacketOutcome.Replied(1_000_000, Timestamps.KERNEL_TX_RX));
    }
    return round;
  }

  /** Ends every packet of a round the same way. */
  public void finish(FakeRound round, PacketOutcome outcome) {
    Arrays.fill(round.outcomes, outcome);
    finished.add(round);
  }

  @Override
  public EchoRound poll(Duration wait) throws InterruptedException {
    return finished.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public EngineStatus status() {
    return new EngineStatus(
        0,
        Map.of("IPv4", "fake", "IPv6", "fake"),
        started.stream().filter(round -> !round.finished()).count(),
        Map.of("replied", (long) started.size()),
        0,
        0,
        0,
        0,
        0);
  }

  @Override
  public void stop(Duration drain) {
    started.stream()
        .filter(round -> !round.finished())
        .forEach(round -> finish(round, new PacketOutcome.NotSent("cancelled")));
  }

  @Override
  public void close() {
    finished.clear();
  }
}
