package org.ixpqos.daemon.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.ixpqos.daemon.doctor.Addresses.Held;

/**
 * How a host with several interfaces answers ARP and takes packets
 * (Documentation/networking/ip-sysctl.rst of the kernel). Each setting counts as the greater of
 * {@code all} and the interface's.
 */
record ArpOnManyInterfaces(Kernel kernel, Addresses addresses) implements Check {
  private static final String NAME = "ARP";
  private static final int STRICT = 1;

  @Override
  public List<Finding> findings() {
    List<Held> held = addresses.v4();
    long devices = held.stream().map(Held::device).distinct().count();
    if (devices < 2) {
      return List.of(Finding.ok(NAME, "one interface with IPv4: none answers for another"));
    }
    List<Finding> findings = new ArrayList<>();
    for (Held one : held) {
      if (held.stream().anyMatch(other -> sharesNetwork(one, other))) {
        atLeast(findings, one, "arp_ignore", 1, "it answers ARP for the others' addresses");
        atLeast(
            findings,
            one,
            "arp_announce",
            2,
            "it sends ARP requests from its other interfaces' addresses");
      }
      if (value(one, "rp_filter") == STRICT) {
        findings.add(
            Finding.warning(
                NAME,
                setting(one, "rp_filter") + " = 1 (strict) on a host with " + devices + " of them",
                "replies that come in by another interface than the route back are dropped",
                Kernel.set(setting(one, "rp_filter"), 2)));
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(NAME, devices + " interfaces with IPv4, each speaks for itself"))
        : List.copyOf(findings);
  }

  private static boolean sharesNetwork(Held one, Held other) {
    return !one.device().equals(other.device()) && one.sameNetwork(other);
  }

  private void atLeast(List<Finding> findings, Held one, String name, long least, String does) {
    long value = value(one, name);
    if (value >= 0 && value < least) {
      findings.add(
          Finding.warning(
              NAME,
              setting(one, name) + " = " + value + ", and another interface is in its network",
              does + ": measurements take another way than it seems",
              Kernel.set(setting(one, name), least)));
    }
  }

  private static String setting(Held one, String name) {
    // a dot in an interface's name is a slash to sysctl(8)
    return "net.ipv4.conf." + one.device().replace('.', '/') + "." + name;
  }

  private long value(Held one, String name) {
    String path = "proc/sys/net/ipv4/conf/";
    OptionalLong own = number(path + one.device() + "/" + name);
    OptionalLong all = number(path + "all/" + name);
    return own.isPresent() && all.isPresent() ? Math.max(own.getAsLong(), all.getAsLong()) : -1;
  }

  private OptionalLong number(String path) {
    return kernel
        .text(path)
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }
}
