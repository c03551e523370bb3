package org.ixpqos.daemon.round;

import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.PacketOutcome;

/** A round whose outcomes a test decides. */
public final class FakeRound implements EchoRound {
  public final PacketOutcome[] outcomes;
  public boolean cancelled;
  public boolean clockStepped;
  public Throwable fault;
  private final EchoRequest request;

  public FakeRound(EchoRequest request) {
    this.request = request;
    this.outcomes = new PacketOutcome[request.count()];
  }

  @Override
  public EchoRequest request() {
    return request;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public boolean finished() {
    for (PacketOutcome outcome : outcomes) {
      if (outcome == null) {
        return false;
      }
    }
    return true;
  }

  @Override
  public PacketOutcome outcome(int packet) {
    if (fault != null) {
      throw thrown(fault);
    }
    return outcomes[packet];
  }

  @Override
  public long duplicates() {
    return 2;
  }

  @Override
  public long reordered() {
    return 1;
  }

  @Override
  public long refused() {
    return 0;
  }

  @Override
  public long localDrops() {
    return 4;
  }

  @Override
  public boolean clockStepped() {
    return clockStepped;
  }

  /** Throws an exception of a program, or an error. */
  static RuntimeException thrown(Throwable fault) {
    if (fault instanceof Error error) {
      throw error;
    }
    return (RuntimeException) fault;
  }
}
