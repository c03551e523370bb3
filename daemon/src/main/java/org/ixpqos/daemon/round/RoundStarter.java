package org.ixpqos.daemon.round;

import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ProbeLimits;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineFullException;
import org.ixpqos.engine.EngineStoppedException;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.engine.resolve.Resolution;
import org.ixpqos.engine.socket.Interfaces;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Gap;
import org.ixpqos.model.IpAddresses;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the rounds of a firing: all its peers at once, their phases spread over an interval. It
 * never waits: the round to a name that is still being resolved starts once it is resolved.
 *
 * <p>Called by Quartz workers and by the thread that applies a configuration; guarded by its own
 * lock.
 */
public final class RoundStarter {
  private static final Logger log = LoggerFactory.getLogger(RoundStarter.class);

  private static final String CANCELLED = "cancelled";

  /** The rounds of an entry's latest firing. */
  private static final class Active {
    final Firing firing;
    final long startNanos;
    final long sendingNanos;

    /**
     * The engine holds the running rounds; a finished one must not be held until the next firing.
     */
    final List<Begun> rounds = new ArrayList<>();

    boolean withdrawn;

    Active(Firing firing, long startNanos, long sendingNanos) {
      this.firing = firing;
      this.startNanos = startNanos;
      this.sendingNanos = sendingNanos;
    }
  }

  /** A round in the engine, and its load in the budget. */
  private record Begun(WeakReference<EchoRound> round, SendBudget.Share share) {}

  private final EchoEngine engine;
  private final NameResolver names;
  private final Recorder recorder;
  private final Supplier<ClockState> clockState;
  private final Timekeeper time;
  private final AtomicLong faults = new AtomicLong();
  private final Map<String, Active> latest = new HashMap<>();

  /**
   * Rounds whose peer's name is being looked up; the thread that removes one decides its outcome.
   */
  private final Set<Planned> resolving = ConcurrentHashMap.newKeySet();

  private boolean stopped; // guarded by this
  private final SendBudget budget = new SendBudget();
  private volatile ProbeLimits limits = ProbeLimits.OF_FILES;

  /** The last logged error of each name that does not resolve; for any thread. */
  private final Map<Probe.Key, String> unresolved = new ConcurrentHashMap<>();

  public RoundStarter(
      EchoEngine engine,
      NameResolver names,
      Recorder recorder,
      Supplier<ClockState> clockState,
      Timekeeper time) {
    this.engine = engine;
    this.names = names;
    this.recorder = recorder;
    this.clockState = clockState;
    this.time = time;
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
    Instant at = time.now().truncatedTo(ChronoUnit.MICROS);
    long now = time.nanoTime();
    Firing firing = new Firing(entry, at, clockState.get(), now, time.isPossible(at));
    Active active;
    synchronized (this) {
      if (stopped) {
        return; // the gap of the daemon's absence began
      }
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
      resolve(new Planned(active, peers.get(i), count, phase));
    }
  }

  /** A round to one peer that is not in the engine yet. */
  private record Planned(Active active, Probe peer, int count, long phase) {}

  /**
   * Starts nothing more. Rounds that wait for a name end now: the lookup may take longer than the
   * stop.
   */
  public void stop() {
    synchronized (this) {
      stopped = true;
    }
    for (Planned round : List.copyOf(resolving)) {
      if (resolving.remove(round)) {
        notStarted(round, CANCELLED);
      }
    }
  }

  /** A failure between here and the engine ends the round with a result that has the reason. */
  private void resolve(Planned round) {
    Probe peer = round.peer();
    resolving.add(round);
    try {
      var unused =
          names
              .resolve(peer.address(), AddressFamily.ofVersion(peer.proto()))
              .whenComplete((found, failure) -> resolved(round, found, failure));
    } catch (RuntimeException | Error e) {
      if (resolving.remove(round)) {
        fault(round, e);
      }
    }
  }

  private void resolved(Planned round, Resolution found, Throwable failure) {
    if (!resolving.remove(round)) {
      return; // it ended before its address was known
    }
    try {
      if (failure != null) {
        fault(round, failure);
        return;
      }
      logUnresolved(round.peer(), found.problem());
      if (found.usable()) {
        start(round, found.address());
      } else {
        notStarted(round, "unresolved");
      }
    } catch (RuntimeException | Error e) {
      fault(round, e);
    }
  }

  private void fault(Planned round, Throwable e) {
    faults.incrementAndGet();
    log.error(
        "a round could not be started by a fault of the daemon's own; report it peer={} entry={}",
        round.peer().key(),
        round.active().firing.entry().name(),
        e);
    notStarted(round, Gap.FAULT);
  }

  private void notStarted(Planned round, String reason) {
    Firing firing = round.active().firing;
    recorder.record(firing, RoundResults.notStarted(firing, round.peer(), round.count(), reason));
  }

  /**
   * Rounds that were not started by a fault of the daemon's own; each has a result with that
   * reason.
   */
  public long faults() {
    return faults.get();
  }

  /** Logs that a name does not resolve, and that it does again; once each. */
  private void logUnresolved(Probe peer, String problem) {
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

  private void start(Planned round, InetAddress address) {
    if (!limits.allows(address)) {
      notStarted(round, "target-not-allowed");
      return;
    }
    Active active = round.active();
    ScheduleEntry.Echo echo = active.firing.entry().echo();
    EchoOptions options;
    try {
      options = options(echo, address);
    } catch (IllegalArgumentException e) {
      log.debug("an entry's source can't be used", e);
      notStarted(round, "no-source");
      return;
    }
    EchoRequest request =
        new EchoRequest(
            address,
            round.count(),
            echo.warmup(),
            echo.interval().toNanos(),
            echo.timeout().toNanos(),
            round.phase(),
            options,
            new RoundTag(
                active.firing, round.peer(), IpAddresses.shown(round.peer().address(), address)));
    String refused = begin(active, request);
    if (!refused.isEmpty()) {
      notStarted(round, refused);
    }
  }

  /** Hands a round to the engine; returns the reason when the engine refuses it. */
  private synchronized String begin(Active active, EchoRequest request) {
    if (active.withdrawn) {
      return CANCELLED;
    }
    long now = time.nanoTime();
    SendBudget.Share share = SendBudget.share(request, now);
    if (!budget.take(share, limits, now)) {
      return "rate-limit";
    }
    boolean begun = false;
    try {
      active.rounds.add(new Begun(new WeakReference<>(engine.start(request)), share));
      begun = true;
      return "";
    } catch (EngineFullException e) {
      return "engine-full";
    } catch (EngineStoppedException e) {
      return CANCELLED;
    } finally {
      if (!begun) {
        budget.giveBack(share);
      }
    }
  }

  /** The options of the packets; an entry's source address applies to peers of its own family. */
  public static EchoOptions options(ScheduleEntry.Echo echo, InetAddress target) {
    InetAddress source = echo.source().isEmpty() ? null : literal(echo.source());
    if (source != null && source.getAddress().length != target.getAddress().length) {
      source = null;
    }
    return new EchoOptions(
        echo.size(), echo.dscp(), echo.ttl(), echo.dontFragment(), source, echo.networkInterface());
  }

  private static InetAddress literal(String address) {
    String scope = IpAddresses.scope(address);
    if (!scope.isEmpty() && !scope.matches("[0-9]+") && Interfaces.index(scope) == 0) {
      throw new IllegalArgumentException("there is no " + scope + " now");
    }
    return IpAddresses.parse(address)
        .orElseThrow(() -> new IllegalArgumentException(address + " is not an address"));
  }

  /** Ends the rounds in flight that a configuration no longer asks for; the others go on. */
  public synchronized void keepOnly(Configuration configuration) {
    limits = configuration.daemon().limits();
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

  /**
   * Ends the rounds to peers that were removed or have another address; a new label or site has no
   * effect.
   */
  private void withdrawOthers(Active active, List<Probe> peers) {
    Map<Probe.Key, String> addresses =
        peers.stream().collect(Collectors.toMap(Probe::key, Probe::address));
    for (Begun begun : active.rounds) {
      EchoRound round = begun.round().get();
      if (round != null
          && round.request().tag() instanceof RoundTag tag
          && !tag.peer().address().equals(addresses.get(tag.peer().key()))) {
        round.cancel();
        budget.giveBack(begun.share());
      }
    }
  }

  private void withdraw(Active active) {
    active.withdrawn = true;
    for (Begun begun : active.rounds) {
      EchoRound round = begun.round().get();
      if (round != null) {
        round.cancel();
      }
      budget.giveBack(begun.share());
    }
  }
}
