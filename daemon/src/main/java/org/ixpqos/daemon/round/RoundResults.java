package org.ixpqos.daemon.round;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.PacketOutcome.IcmpError;
import org.ixpqos.engine.PacketOutcome.Late;
import org.ixpqos.engine.PacketOutcome.Lost;
import org.ixpqos.engine.PacketOutcome.NotSent;
import org.ixpqos.engine.PacketOutcome.Replied;
import org.ixpqos.engine.PacketOutcome.SendError;
import org.ixpqos.engine.Timestamps;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.IpAddresses;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;

/** Converts a finished round of the engine into the result that is stored and delivered. */
public final class RoundResults {
  private record ReasonKey(String state, String reason, String from) {}

  private final Map<ReasonKey, Long> reasons = new LinkedHashMap<>();
  private final long[] rtts;
  private long lost;
  private long late;
  private long sendErrors;
  private long notSent;
  private Timestamps worst;

  /** The path MTU, bytes; 0 while no router reported one. */
  private int pathMtu;

  private RoundResults(EchoRound round) {
    rtts = new long[round.request().count()];
    for (int i = 0; i < rtts.length; i++) {
      rtts[i] = -1;
      count(i, round.outcome(i));
    }
  }

  /** The result of a finished round of a firing. */
  public static RoundResult of(EchoRound round, Firing firing, Probe peer, String address) {
    return new RoundResults(round).row(round, new RoundTag(firing, peer, address));
  }

  static RoundResult of(EchoRound round, RoundTag tag) {
    return new RoundResults(round).row(round, tag);
  }

  /** The result of a round that could not be started: all its packets are not sent. */
  static RoundResult notStarted(Firing firing, Probe peer, int count, String reason) {
    return new RoundResult(
        firing.time(),
        firing.entry().name(),
        peer.name(),
        peer.proto(),
        peer.address(),
        false,
        null,
        null,
        new PacketCounts(count, 0, 0, 0, 0, count, 0, 0),
        "",
        0,
        firing.clock(),
        firing.entry().echo().size(),
        firing.entry().echo().dscp(),
        List.of(new Reason("not_sent", reason, "", count)));
  }

  private void count(int packet, PacketOutcome outcome) {
    if (outcome instanceof Replied replied) {
      rtts[packet] = replied.rttNanos();
      if (worst == null || replied.timestamps().compareTo(worst) > 0) {
        worst = replied.timestamps();
      }
    } else if (outcome instanceof Lost packetLost) {
      lost++;
      because(packetLost.error());
    } else if (outcome instanceof Late) {
      late++;
    } else if (outcome instanceof SendError error) {
      sendErrors++;
      because("send_error", error.reason(), "");
    } else if (outcome instanceof NotSent withheld) {
      notSent++;
      because("not_sent", withheld.reason(), "");
    } else {
      throw new IllegalStateException("packet " + packet + " of a finished round has no outcome");
    }
  }

  private void because(IcmpError error) {
    if (error != null) {
      if (error.mtu() > 0) {
        pathMtu = pathMtu == 0 ? error.mtu() : Math.min(pathMtu, error.mtu());
      }
      because("lost", error.reason(), IpAddresses.format(error.from()));
    }
  }

  private void because(String state, String reason, String from) {
    reasons.merge(new ReasonKey(state, reason, from), 1L, Long::sum);
  }

  private RoundResult row(EchoRound round, RoundTag tag) {
    Firing firing = tag.firing();
    RttSummary rtt = RttStatistics.of(rtts);
    long replied = rtts.length - lost - late - sendErrors - notSent;
    PacketCounts packets =
        new PacketCounts(
            rtts.length,
            replied,
            lost,
            late,
            sendErrors,
            notSent,
            round.duplicates(),
            round.reordered());
    ClockState clock = firing.clock();
    if (clock != null && round.clockStepped()) {
      clock = new ClockState(clock.synchronised(), clock.errorMicros(), true);
    }
    List<Reason> named = new ArrayList<>();
    reasons.forEach(
        (key, count) -> named.add(new Reason(key.state(), key.reason(), key.from(), count)));
    RoundResult result =
        new RoundResult(
            firing.time(),
            firing.entry().name(),
            tag.peer().name(),
            tag.peer().proto(),
            tag.address(),
            packets.sent() > 0,
            packets.loss(),
            rtt,
            packets,
            worst == null ? "" : worst.wireName(),
            round.localDrops(),
            clock,
            firing.entry().echo().size(),
            firing.entry().echo().dscp(),
            named);
    return pathMtu > 0 ? result.with(RoundFields.PATH_MTU, pathMtu) : result;
  }
}
