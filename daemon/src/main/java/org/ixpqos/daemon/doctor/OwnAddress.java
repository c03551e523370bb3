package org.ixpqos.daemon.doctor;

import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.daemon.config.Configuration;

/** Whether the addresses that the others measure this probe at are this host's. */
record OwnAddress(Configuration configuration, Addresses addresses) implements Check {
  private static final String NAME = "own address";

  @Override
  public List<Finding> findings() {
    String name = configuration.daemon().name();
    List<Finding> findings = new ArrayList<>();
    for (Probe own : configuration.probes().probes()) {
      if (own.name().equals(name)) {
        findings.add(finding(own));
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.problem(
              NAME,
              name.isEmpty() ? "this probe has no name" : "probes.json has no \"" + name + "\"",
              name.isEmpty()
                  ? "nothing is measured without a name"
                  : "no other probe measures this host",
              name.isEmpty()
                  ? ConfigurationValid.setup(configuration.daemon(), "--name NAME")
                  : "list \""
                      + name
                      + "\" with its addresses in probes.json, here and on the others,"
                      + " or on the collector that publishes it"));
    }
    return List.copyOf(findings);
  }

  private Finding finding(Probe own) {
    String found = "\"" + own.name() + "\" is " + own.address() + " in probes.json";
    try {
      InetAddress address = Hosts.of(own.address());
      if (addresses.has(address) || (address instanceof Inet6Address && canBind(address))) {
        return Finding.ok(NAME, found + " and on this host");
      }
    } catch (UnknownHostException e) {
      found += ", which can't be resolved";
    }
    return Finding.problem(
        NAME,
        found + ", and on no interface of this host that is up",
        "the other probes measure another host and call it this one",
        "put an address of this host into probes.json, here and on the others: ip address");
  }

  /** Java's list of interfaces lacks IPv6 where /proc/net is hidden, as it is from the service. */
  private static boolean canBind(InetAddress address) {
    try (DatagramSocket socket = new DatagramSocket(0, address)) {
      return socket.isBound();
    } catch (SocketException e) {
      return false;
    }
  }
}
