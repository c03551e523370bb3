package org.ixpqos.daemon.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether this host answers all echo requests of other probes: icmp(7), and {@code
 * icmpv4_xrlim_allow} of the kernel, which limits the types in a mask and lets all others pass.
 */
record EchoAnswers(Kernel kernel) implements Check {
  private static final String NAME = "echo replies";
  private static final int ECHO_REPLY_BIT = 1; // type 0
  private static final int ECHO_REPLY_V6 = 129;
  private static final String MASK = "net.ipv4.icmp_ratemask";
  private static final String MASK_V6 = "net.ipv6.icmp.ratemask";

  @Override
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (String ignore :
        List.of("net.ipv4.icmp_echo_ignore_all", "net.ipv6.icmp.echo_ignore_all")) {
      if (kernel.number(ignore).orElse(0) != 0) {
        findings.add(
            Finding.problem(
                NAME,
                ignore + " = 1",
                "no echo is answered: the other probes see this one as lost",
                Kernel.set(ignore, 0)));
      }
    }
    long mask = kernel.number(MASK).orElse(0);
    if ((mask & ECHO_REPLY_BIT) != 0) {
      findings.add(limited(MASK + " = " + mask + limits(), MASK, mask & ~ECHO_REPLY_BIT));
    }
    Optional<String> mask6 = kernel.sysctl(MASK_V6).filter(EchoAnswers::holdsReply);
    mask6.ifPresent(text -> findings.add(limited(MASK_V6 + " = " + text, MASK_V6, "0-1,3-127")));
    return findings.isEmpty()
        ? List.of(Finding.ok(NAME, "sent for every echo, no limit of the kernel's"))
        : List.copyOf(findings);
  }

  private static Finding limited(String found, String setting, Object value) {
    return Finding.problem(
        NAME,
        found + ": echo replies are among what is limited",
        "what is over the limit is not answered, and the other probes see it as loss",
        Kernel.set(setting, value));
  }

  private String limits() {
    return " (icmp_ratelimit "
        + kernel.sysctl("net.ipv4.icmp_ratelimit").orElse("?")
        + " ms, icmp_msgs_per_sec "
        + kernel.sysctl("net.ipv4.icmp_msgs_per_sec").orElse("?")
        + ")";
  }

  /** Whether a list of ranges such as {@code 0-1,3-127} has the ICMPv6 echo reply's type. */
  private static boolean holdsReply(String ranges) {
    return Arrays.stream(ranges.split(",", -1))
        .filter(range -> range.matches("\\d+(-\\d+)?"))
        .map(range -> range.split("-", -1))
        .anyMatch(
            ends ->
                Integer.parseInt(ends[0]) <= ECHO_REPLY_V6
                    && Integer.parseInt(ends[ends.length - 1]) >= ECHO_REPLY_V6);
  }
}
