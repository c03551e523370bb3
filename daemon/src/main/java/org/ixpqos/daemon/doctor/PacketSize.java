package org.ixpqos.daemon.doctor;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.config.Configuration;

/** Whether echoes that may not be fragmented fit the MTU of the interface that sends them. */
record PacketSize(Configuration configuration, Addresses addresses, Route route) implements Check {
  private static final String NAME = "MTU";

  /** IPv4 without options, or IPv6; and the ICMP header. */
  private static final int HEADERS_V4 = 20 + 8;

  private static final int HEADERS_V6 = 40 + 8;
  private static final int DISCARD = 9;

  /** The source address of a packet to a peer. */
  interface Route {
    InetAddress sourceToward(Probe peer) throws SocketException, UnknownHostException;

    /** The kernel's own choice, found by connecting a UDP socket, which sends nothing. */
    static Route ofKernel() {
      return peer -> {
        try (DatagramSocket socket = new DatagramSocket()) {
          socket.connect(Hosts.of(peer.address()), DISCARD);
          return socket.getLocalAddress();
        } catch (UncheckedIOException e) {
          throw new SocketException(e.getMessage());
        }
      };
    }
  }

  @Override
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (ScheduleEntry entry : configuration.enabled()) {
      if (entry.echo().dontFragment()) {
        configuration.peers(entry).stream()
            .flatMap(peer -> tooLarge(entry, peer).stream())
            .findFirst() // one peer is enough
            .ifPresent(findings::add);
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(NAME, "every entry with dontFragment fits its interface"))
        : List.copyOf(findings);
  }

  private Optional<Finding> tooLarge(ScheduleEntry entry, Probe peer) {
    int packet = entry.echo().size() + (peer.proto() == 4 ? HEADERS_V4 : HEADERS_V6);
    return device(entry, peer)
        .filter(held -> held.mtu() < packet)
        .map(
            held ->
                Finding.problem(
                    NAME,
                    String.format(
                        Locale.ROOT,
                        "entry %s sends packets of %d bytes that may not be fragmented; %s to %s"
                            + " takes %d",
                        entry.name(),
                        packet,
                        held.device(),
                        peer.name(),
                        held.mtu()),
                    "none of them leaves this host: they are send errors",
                    String.format(
                        Locale.ROOT,
                        "ip link set %s mtu %d, or \"size\": %d at most in schedule.json",
                        held.device(),
                        packet,
                        held.mtu() - packet + entry.echo().size())));
  }

  private Optional<Addresses.Held> device(ScheduleEntry entry, Probe peer) {
    String named = entry.echo().networkInterface();
    if (!named.isEmpty()) {
      return addresses.held().stream().filter(held -> held.device().equals(named)).findFirst();
    }
    try {
      InetAddress source = route.sourceToward(peer);
      return addresses.held().stream().filter(held -> held.address().equals(source)).findFirst();
    } catch (SocketException | UnknownHostException e) {
      return Optional.empty(); // no route at all: the size does not matter
    }
  }
}
