package org.ixpqos.daemon.command;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.host.KernelClock;
import org.ixpqos.daemon.round.Firing;
import org.ixpqos.daemon.round.RoundResults;
import org.ixpqos.daemon.round.RoundStarter;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineFullException;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.engine.resolve.Resolution;
import org.ixpqos.model.IpAddresses;
import org.ixpqos.model.RoundResult;

/**
 * Measures hosts once. Each is measured from the moment that its own address is known; a name
 * lookup without an answer delays no other host.
 */
final class PingRun {
  /** The interval at which new outcomes are printed. */
  private static final Duration LOOK = Duration.ofMillis(20);

  /** How long packets in flight are waited for after an interrupt. */
  private static final Duration DRAIN = Duration.ofMillis(100);

  /** The request. */
  record Wanted(ScheduleEntry.Echo echo, List<Integer> families) {}

  /** A host, its round, and how much of it was printed. */
  static final class Pinged {
    final Probe peer;
    final InetAddress address;
    EchoRound round;
    int printed;

    Pinged(Probe peer, InetAddress address) {
      this.peer = peer;
      this.address = address;
    }
  }

  /** A host that was looked up; the problem when it has no address. */
  private record Found(Optional<Pinged> pinged, String problem) {}

  private final EchoEngine engine;
  private final NameResolver names;
  private final Wanted wanted;
  private final PingReport report;
  private final Queue<Found> found = new ConcurrentLinkedQueue<>();
  private final List<Pinged> pinged = new ArrayList<>();
  private volatile boolean interrupted;

  PingRun(EchoEngine engine, NameResolver names, Wanted wanted, PingReport report) {
    this.engine = engine;
    this.names = names;
    this.wanted = wanted;
    this.report = report;
  }

  /** Sends nothing more, and makes {@link #ping} print the results; by any thread. */
  void interrupt() {
    interrupted = true;
  }

  /** Measures hosts and prints their rows; whether all of them answered. */
  boolean ping(List<String> hosts) throws InterruptedException {
    Firing firing =
        new Firing(entry(), Instant.now().truncatedTo(ChronoUnit.MICROS), new KernelClock().get());
    hosts.forEach(host -> lookUp(host, 0));
    boolean answered = measure(hosts.size());
    for (Pinged host : pinged) {
      String address = IpAddresses.shown(host.peer.address(), host.address);
      RoundResult row = RoundResults.of(host.round, firing, host.peer, address);
      report.summary(row);
      answered &= row.rtt() != null;
    }
    return answered;
  }

  private ScheduleEntry entry() {
    return new ScheduleEntry(
        "ping",
        Optional.empty(),
        Optional.empty(),
        ZoneOffset.UTC,
        wanted.echo(),
        new ScheduleEntry.Targets(List.of(), List.of()),
        true,
        Duration.ZERO);
  }

  private void lookUp(String host, int family) {
    int proto = wanted.families().get(family);
    CompletableFuture<Resolution> lookup = names.resolve(host, AddressFamily.ofVersion(proto));
    var unused =
        lookup.thenAccept(
            resolution -> {
              if (resolution.usable()) {
                Probe peer = new Probe(host, proto, host, "", List.of(), Map.of());
                found.add(new Found(Optional.of(new Pinged(peer, resolution.address())), ""));
              } else if (family + 1 < wanted.families().size() && !isOf(host, proto)) {
                lookUp(host, family + 1);
              } else {
                found.add(new Found(Optional.empty(), resolution.problem()));
              }
            });
  }

  private static boolean isOf(String host, int proto) {
    return IpAddresses.looksLikeOne(host) && host.indexOf(':') >= 0 == (proto == 6);
  }

  /** Starts, watches and ends the rounds; false when a host has no address. */
  private boolean measure(int hosts) throws InterruptedException {
    boolean all = true;
    int open = hosts;
    int running = 0;
    while (running > 0 || (open > 0 && !interrupted)) {
      for (Found next = found.poll(); next != null && !interrupted; next = found.poll()) {
        open--;
        if (next.pinged().isPresent()) {
          start(next.pinged().get(), hosts);
          running++;
        } else {
          report.problem(next.problem());
          all = false;
        }
      }
      if (interrupted) {
        engine.stop(DRAIN);
      }
      if (engine.poll(LOOK) != null) {
        running--;
      }
      pinged.forEach(report::print);
    }
    return all;
  }

  private void start(Pinged host, int hosts) {
    ScheduleEntry.Echo echo = wanted.echo();
    long step = echo.interval().toNanos() / Math.max(1, hosts);
    EchoRequest request =
        new EchoRequest(
            host.address,
            echo.count(),
            0,
            echo.interval().toNanos(),
            echo.timeout().toNanos(),
            step * pinged.size(),
            RoundStarter.options(echo, host.address),
            host);
    try {
      host.round = engine.start(request);
      pinged.add(host);
    } catch (EngineFullException e) {
      throw new CommandFailure(ExitCode.FAILURE, "too many hosts: " + e.getMessage());
    }
  }
}
