package org.ixpqos.systemtest;

import java.util.ArrayList;
import java.util.List;

/**
 * A peering LAN: a bridge in a network namespace of its own, and a namespace a host on it. Nothing
 * of it is connected to this machine's own network.
 */
final class PeeringLan implements AutoCloseable {
  private static final String PREFIX = "ixq" + ProcessHandle.current().pid() + "-";
  private static final String BRIDGE = "lan0";

  private final List<String> namespaces = new ArrayList<>();
  private final String fabric = PREFIX + "lan";
  private int hosts;

  PeeringLan() {
    add(fabric);
    Shell.run("ip", "-n", fabric, "link", "add", BRIDGE, "type", "bridge");
    Shell.run("ip", "-n", fabric, "link", "set", BRIDGE, "up");
  }

  private void add(String namespace) {
    Shell.run("ip", "netns", "add", namespace);
    namespaces.add(namespace);
    Shell.run("ip", "-n", namespace, "link", "set", "lo", "up");
  }

  /** A host on the LAN. */
  record Host(String name, String namespace, String port, String ipv4, String ipv6) {}

  Host host(String name) {
    hosts++;
    String namespace = PREFIX + name;
    String port = "port" + hosts;
    add(namespace);
    Shell.run(
        "ip", "-n", fabric, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns",
        namespace);
    Shell.run("ip", "-n", fabric, "link", "set", port, "master", BRIDGE, "up");
    Shell.run(Shell.in(namespace, "sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0"));
    Host host = new Host(name, namespace, port, "10.99.0." + hosts, "fd99::" + hosts);
    Shell.run("ip", "-n", namespace, "addr", "add", host.ipv4() + "/24", "dev", "eth0");
    Shell.run(
        "ip", "-n", namespace, "-6", "addr", "add", host.ipv6() + "/64", "dev", "eth0", "nodad");
    Shell.run("ip", "-n", namespace, "link", "set", "eth0", "up");
    return host;
  }

  /** Takes a host off the LAN, or puts it back. */
  void plug(Host host, boolean in) {
    Shell.run("ip", "-n", fabric, "link", "set", host.port(), in ? "up" : "down");
  }

  /** Loads nftables rules into the fabric. */
  void nft(String rules) {
    Shell.run(Shell.in(fabric, "nft", rules));
  }

  /** Runs nft on a host. */
  static String nft(Host host, String command) {
    return Shell.run(Shell.in(host.namespace(), "nft", command));
  }

  @Override
  public void close() {
    for (String namespace : namespaces) {
      Shell.run("ip", "netns", "delete", namespace);
    }
  }
}
