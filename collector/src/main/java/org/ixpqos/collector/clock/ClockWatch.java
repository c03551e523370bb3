package org.ixpqos.collector.clock;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ixpqos.collector.model.ClockTrust;
import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.clock.ClockText;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the clock each second, on a thread of its own, and logs its problems. */
public final class ClockWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);

  private final Timekeeper time;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "clock"));

  /** Of the watching thread. */
  private ClockTrust logged = ClockTrust.ALONE;

  public ClockWatch(Timekeeper time) {
    this.time = time;
  }

  public void start() {
    var unused = thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  /** Logs changes. */
  void look() {
    try {
      time.look()
          .ifPresent(
              step ->
                  log.warn(
                      "this host's clock was set {} by {}, from {} to {}; if that was not intended,"
                          + " check NTP",
                      step.isForward() ? "forward" : "back",
                      ClockText.amount(step.by()),
                      step.from(),
                      step.to()));
      logChange();
    } catch (RuntimeException e) {
      log.error("the clock could not be looked at, that is tried again each second", e);
    }
  }

  private void logChange() {
    ClockStanding standing = time.standing();
    ClockTrust trust = trust(standing);
    if (trust == ClockTrust.DOUBTED && logged != ClockTrust.DOUBTED) {
      log.warn(
          "{}; until they agree nothing that is stored is deleted, and probes keep what can't be"
              + " taken by this clock",
          standing.text("probes"));
      logged = trust;
    } else if (trust == ClockTrust.CONFIRMED && logged == ClockTrust.DOUBTED) {
      log.info(
          "the clock of this host agrees with those of the probes again agreeing={} of={}",
          standing.agreeing(),
          standing.heard());
      logged = trust;
    }
  }

  /** How far stored data may be deleted by the clock. */
  public static ClockTrust trust(ClockStanding standing) {
    return switch (standing.state()) {
      case CONFIRMED -> ClockTrust.CONFIRMED;
      case UNCONFIRMED -> ClockTrust.ALONE;
      case UNSET, CONTRADICTED -> ClockTrust.DOUBTED;
    };
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
