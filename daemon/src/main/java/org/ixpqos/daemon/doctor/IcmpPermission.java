package org.ixpqos.daemon.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether ICMP sockets can be opened: raw ones with CAP_NET_RAW (capabilities(7)), datagram ones
 * with a group in net.ipv4.ping_group_range (icmp(7)).
 */
record IcmpPermission(Kernel kernel) implements Check {
  private static final String NAME = "ICMP permission";
  private static final int CAP_NET_RAW = 13;
  private static final String RANGE = "net.ipv4.ping_group_range";

  @Override
  public List<Finding> findings() {
    Optional<Long> capabilities = ofProcess("CapEff:").map(text -> Long.parseLong(text, 16));
    if (capabilities.isPresent() && (capabilities.get() >> CAP_NET_RAW & 1) == 1) {
      return List.of(Finding.ok(NAME, "CAP_NET_RAW, raw sockets; the service has it by its unit"));
    }
    String range = kernel.sysctl(RANGE).orElse("1 0");
    if (inRange(range)) {
      return List.of(
          Finding.warning(
              NAME,
              "no CAP_NET_RAW, but datagram sockets by " + RANGE + " = " + range,
              "on such sockets, packets that this host itself drops can't be distinguished from"
                  + " loss",
              "run as the service, which has CAP_NET_RAW: systemctl start ixpqos-probe"));
    }
    return List.of(
        Finding.problem(
            NAME,
            "no CAP_NET_RAW, and no group of this user is in " + RANGE + " = " + range,
            "nothing can be measured by this user; the service has CAP_NET_RAW by its unit",
            "systemctl start ixpqos-probe; for this user: " + Kernel.set(RANGE, "0 2147483647")));
  }

  private boolean inRange(String range) {
    String[] ends = range.split("\\s+", -1);
    if (ends.length != 2) {
      return false;
    }
    long first = Long.parseLong(ends[0]);
    long last = Long.parseLong(ends[1]);
    return (ofProcess("Gid:").orElse("") + " " + ofProcess("Groups:").orElse(""))
        .strip()
        .lines()
        .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
        .filter(gid -> !gid.isEmpty())
        .mapToLong(Long::parseLong)
        .anyMatch(gid -> gid >= first && gid <= last);
  }

  private Optional<String> ofProcess(String key) {
    return kernel
        .text("proc/self/status")
        .flatMap(text -> text.lines().filter(line -> line.startsWith(key)).findFirst())
        .map(line -> line.substring(key.length()).strip());
  }
}
