package org.ixpqos.systemtest;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.PacketOutcome.Lost;
import org.ixpqos.engine.PacketOutcome.Replied;
import org.ixpqos.engine.PacketOutcome.SendError;
import org.ixpqos.engine.linux.NativeEchoEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets that nftables drops: at the peer they are lost, on the probe they never were sent. */
class FirewallTest {
  private static final int COUNT = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern COUNTER = Pattern.compile("counter packets (\\d+)");
  private static final Pattern ELEMENTS = Pattern.compile("elements = \\{([^}]*)}");
  private static final PacketOutcome LOST = new Lost(null);
  private static final PacketOutcome REFUSED = new SendError("EPERM");

  private final PeeringLan lan = new PeeringLan();
  private final PeeringLan.Host probe = lan.host("probe");
  private final PeeringLan.Host peer = lan.host("peer");

  @AfterEach
  void removeTheLan() {
    lan.close();
  }

  @ParameterizedTest
  @CsvSource({"input, echo-request", "output, echo-reply"})
  void whatThePeerDropsIsLost(String hook, String message) throws Exception {
    drop(peer, hook, message);
    assertDropped(measure(), counted(peer), LOST);
  }

  @Test
  void whatTheProbeDropsOnReceiptIsLost() throws Exception {
    drop(probe, "input", "echo-reply");
    assertDropped(measure(), counted(probe), LOST);
  }

  @Test
  void whatTheProbeRefusesToSendIsASendError() throws Exception {
    refuse();
    assertDropped(measure(), refused(), REFUSED);
  }

  @Test
  void bothAtOnceAreKeptApart() throws Exception {
    refuse();
    drop(peer, "input", "echo-request");
    Map<PacketOutcome, Long> ends = measure();
    assertEquals(refused(), ends.get(REFUSED));
    assertEquals(counted(peer), ends.get(LOST));
  }

  private static void drop(PeeringLan.Host host, String hook, String message) {
    String chain = "type filter hook " + hook + " priority 0; policy accept;";
    PeeringLan.nft(host, "add table inet drops");
    PeeringLan.nft(host, "add chain inet drops some { " + chain + " }");
    for (String protocol : List.of("icmp", "icmpv6")) {
      String some = " type " + message + " numgen random mod 100 < 20 counter drop";
      PeeringLan.nft(host, "add rule inet drops some " + protocol + some);
    }
  }

  /**
   * Refuses to send every eighth packet, and keeps which. sendmmsg(2) does not report why it
   * stopped in the middle, so the engine tries that packet again: chance could let it pass then,
   * and a counter would have it twice.
   */
  private void refuse() {
    PeeringLan.nft(probe, "add table inet refused");
    PeeringLan.nft(
        probe,
        "add chain inet refused some { type filter hook output priority 0; policy accept; }");
    for (String protocol : List.of("icmp", "icmpv6")) {
      String sequence = protocol + " sequence";
      PeeringLan.nft(
          probe,
          "add set inet refused %s { typeof %s; size 65535; flags dynamic; }"
              .formatted(protocol + "s", sequence));
      PeeringLan.nft(
          probe,
          "add rule inet refused some %s type echo-request %s and 7 == 0 add @%s { %s } drop"
              .formatted(protocol, sequence, protocol + "s", sequence));
    }
  }

  private long refused() {
    long refused = 0;
    for (String set : List.of("icmps", "icmpv6s")) {
      String elements = PeeringLan.nft(probe, "list set inet refused " + set);
      Matcher matcher = ELEMENTS.matcher(elements);
      assertTrue(matcher.find(), elements);
      refused += matcher.group(1).split(",").length;
    }
    return refused;
  }

  /** Of both rules together; each must have had something to drop. */
  private static long counted(PeeringLan.Host host) {
    Matcher matcher = COUNTER.matcher(PeeringLan.nft(host, "list table inet drops"));
    long sum = 0;
    for (int rule = 0; rule < 2; rule++) {
      assertTrue(matcher.find());
      long dropped = Long.parseLong(matcher.group(1));
      assertTrue(dropped > COUNT / 20, "dropped " + dropped);
      sum += dropped;
    }
    return sum;
  }

  private static void assertDropped(Map<PacketOutcome, Long> ends, long dropped, PacketOutcome as) {
    assertEquals(dropped, ends.get(as), ends::toString);
    assertEquals(2 * COUNT - dropped, ends.get(null), ends::toString);
  }

  /** Packets of both families by how they ended; replied ones under null. */
  private Map<PacketOutcome, Long> measure() throws Exception {
    NetworkNamespace namespace = new NetworkNamespace(probe.namespace());
    Map<PacketOutcome, Long> ends = new HashMap<>();
    try (EchoEngine engine =
        namespace.call(() -> NativeEchoEngine.open(EngineSettings.DEFAULT.withMaxRounds(2)))) {
      engine.start(request(peer.ipv4()));
      engine.start(request(peer.ipv6()));
      for (int i = 0; i < 2; i++) {
        EchoRound round = engine.poll(PATIENCE);
        for (int packet = 0; packet < COUNT; packet++) {
          PacketOutcome end = round.outcome(packet);
          ends.merge(end instanceof Replied ? null : end, 1L, Long::sum);
        }
      }
    }
    return ends;
  }

  /** Without an interval, so that no packet is overdue on a busy machine. */
  private static EchoRequest request(String target) throws Exception {
    return new EchoRequest(
        InetAddress.getByName(target),
        COUNT,
        0,
        0,
        MILLISECONDS.toNanos(1_000),
        0,
        EchoOptions.DEFAULT,
        null);
  }
}
