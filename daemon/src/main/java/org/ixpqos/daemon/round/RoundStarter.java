package org.ixpqos.daemon.round;

import java.net.InetAddress;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineFullException;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.wire.ClockState;
import org.ixpqos.wire.Gap;
import org.ixpqos.wire.IpAddresses;
import org.ixpqos.wire.Probe;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.ScheduleEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the rounds of a firing: all its peers at once, their phases spread over an interval. It
 * waits for nothing: a name that is still being resolved starts its round when it is.
 *
 * <p>Called by Quartz workers and by whoever applies a configuration; guarded by its own lock.
 */
public final class RoundStarter {
  private static final Logger log = LoggerFactory.getLogger(RoundStarter.class);

  /** The rounds of an entry's latest firing. */
  private static final class Active {
    final Firing firing;
    final long startNanos;
    final long sendingNanos;
    final List<EchoRound> rounds = new ArrayList<>();
    boolean withdrawn;

    Active(Firing firing, long startNanos, long sendingNanos) {
      this.firing = firing;
      this.startNanos = startNanos;
      this.sendingNanos = sendingNanos;
    }
  }

  private final EchoEngine engine;
  private final NameResolver names;
  private final Recorder recorder;
  private final Supplier<ClockState> clockState;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Map<String, Active> latest = new HashMap<>();

  /** What was last said of names that do not resolve; of any thread. */
  private final Map<Probe.Key, String> unresolved = new ConcurrentHashMap<>();

  public RoundStarter(
      EchoEngine engine,
      NameResolver names,
      Recorder recorder,
      Supplier<ClockState> clockState,
      Clock clock,
      LongSupplier nanoTime) {
    this.engine = engine;
    this.names = names;
    this.recorder = recorder;
    this.clockState = clockState;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * Starts a firing.
   *
   * @param count echoes to each peer; fewer than the entry's own when the time to its next firing
   *     is shorter
   */
  public void fire(ScheduleEntry entry, List<Probe> peers, int count) {
    if (peers.isEmpty()) {
      return;
    }
    Firing firing =
        new Firing(entry, clock.instant().truncatedTo(ChronoUnit.MICROS), clockState.get());
    Active active;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      Active last = latest.get(entry.name());
      boolean sending = last != null && now - last.startNanos < last.sendingNanos;
      if (sending && !last.withdrawn && last.firing.entry().equals(entry)) {
        recorder.record(
            new Gap(firing.time(), firing.time(), Gap.OVERLAP, entry.name(), peers.size()));
        return;
      }
      if (sending) {
        withdraw(last);
      }
      long echoes = count + (long) entry.echo().warmup();
      active = new Active(firing, now, (echoes - 1) * entry.echo().interval().toNanos());
      latest.put(entry.name(), active);
    }
    recorder.started(firing, peers.size());
    long interval = entry.echo().interval().toNanos();
    for (int i = 0; i < peers.size(); i++) {
      long phase = interval / peers.size() * i;
      Probe peer = peers.get(i);
      var unused =
          names
              .resolve(peer.address(), AddressFamily.ofVersion(peer.proto()))
              .thenAccept(
                  found -> {
                    say(peer, found.problem());
                    if (found.usable()) {
                      start(active, peer, found.address(), count, phase);
                    } else {
                      recorder.record(
                          firing, RoundRows.notStarted(firing, peer, count, "unresolved"));
                    }
                  });
    }
  }

  /** Tells of a name that does not resolve, and that it does again; once each. */
  private void say(Probe peer, String problem) {
    String before =
        problem.isEmpty() ? unresolved.remove(peer.key()) : unresolved.put(peer.key(), problem);
    if (!problem.isEmpty() && !problem.equals(before)) {
      log.warn(
          "a peer's name does not resolve: see to DNS or probes.json peer={} problem=\"{}\"",
          peer.key(),
          problem);
    } else if (problem.isEmpty() && before != null) {
      log.info("a peer's name resolves again peer={}", peer.key());
    }
  }

  private void start(Active active, Probe peer, InetAddress address, int count, long phase) {
    ScheduleEntry.Echo echo = active.firing.entry().echo();
    ResultRow refused;
    try {
      EchoRequest request =
          new EchoRequest(
              address,
              count,
              echo.warmup(),
              echo.interval().toNanos(),
              echo.timeout().toNanos(),
              phase,
              options(echo, address),
              new RoundTag(active.firing, peer, IpAddresses.shown(peer.address(), address)));
      synchronized (this) {
        if (!active.withdrawn) {
          active.rounds.add(engine.start(request));
          return;
        }
      }
      refused = RoundRows.notStarted(active.firing, peer, count, "cancelled");
    } catch (EngineFullException e) {
      refused = RoundRows.notStarted(active.firing, peer, count, "engine-full");
    } catch (IllegalStateException e) {
      refused = RoundRows.notStarted(active.firing, peer, count, "cancelled");
    }
    recorder.record(active.firing, refused);
  }

  /** How the packets look; an entry's source address counts for peers of its own family. */
  public static EchoOptions options(ScheduleEntry.Echo echo, InetAddress target) {
    InetAddress source = echo.source().isEmpty() ? null : literal(echo.source());
    if (source != null && source.getAddress().length != target.getAddress().length) {
      source = null;
    }
    return new EchoOptions(
        echo.size(), echo.dscp(), echo.ttl(), echo.dontFragment(), source, echo.networkInterface());
  }

  private static InetAddress literal(String address) {
    return IpAddresses.parse(address)
        .orElseThrow(() -> new IllegalArgumentException(address + " is not an address"));
  }

  /** Ends the rounds in flight that a configuration no longer asks for; the others go on. */
  public synchronized void keepOnly(Configuration configuration) {
    Map<String, ScheduleEntry> entries =
        configuration.enabled().stream()
            .collect(Collectors.toMap(ScheduleEntry::name, entry -> entry));
    latest
        .values()
        .removeIf(
            active -> {
              ScheduleEntry entry = entries.get(active.firing.entry().name());
              if (entry == null) {
                withdraw(active);
              } else {
                withdrawOthers(active, configuration.peers(entry));
              }
              return entry == null;
            });
  }

  /** Ends the rounds to peers that are gone or elsewhere; a new label or site changes nothing. */
  private static void withdrawOthers(Active active, List<Probe> peers) {
    Map<Probe.Key, String> addresses =
        peers.stream().collect(Collectors.toMap(Probe::key, Probe::address));
    for (EchoRound round : active.rounds) {
      if (round.request().tag() instanceof RoundTag tag
          && !tag.peer().address().equals(addresses.get(tag.peer().key()))) {
        round.cancel();
      }
    }
  }

  private static void withdraw(Active active) {
    active.withdrawn = true;
    active.rounds.forEach(EchoRound::cancel);
  }
}
