package org.ixpqos.daemon.notice;

import java.util.Map;

/** The causes that keep packets from being sent, with their remedies, by the reason in a result. */
final class SendCause {
  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          Map.entry(
              "EMSGSIZE",
              "packets are larger than the MTU of the way out and may not be fragmented: lower"
                  + " \"size\" in schedule.json, or mend the MTU"),
          Map.entry(
              "ENODEV",
              "the interface is not there: see 'ip link' and \"interface\" in schedule.json, or the"
                  + " scope of the address in probes.json"),
          Map.entry("ENXIO", "the interface is not there: see 'ip link'"),
          Map.entry("ENETDOWN", "the interface is down: 'ip link set NAME up'"),
          Map.entry("ENETUNREACH", "there is no route: see 'ip route get ADDRESS'"),
          Map.entry("EHOSTUNREACH", "there is no route: see 'ip route get ADDRESS'"),
          Map.entry("EHOSTDOWN", "there is no route: see 'ip route get ADDRESS'"),
          Map.entry("EPERM", "a firewall of this host drops what is sent: see 'nft list ruleset'"),
          Map.entry(
              "EACCES",
              "this host forbids it: see 'ip route get ADDRESS' for a prohibited route or a"
                  + " broadcast address"),
          Map.entry(
              "EINVAL",
              "the kernel takes no such packet: see \"source\", \"interface\" and the address"),
          Map.entry(
              "EADDRNOTAVAIL",
              "the source is no address of this host: see 'ip address' and \"source\" in"
                  + " schedule.json"),
          Map.entry(
              "no-source",
              "the source is no address of this host now, or its interface is away: see 'ip"
                  + " address' and \"source\" in schedule.json"),
          Map.entry("EAFNOSUPPORT", "this protocol is switched off on this host"),
          Map.entry(
              "no-socket", "there is no ICMP socket of this family: 'ixpqos doctor' shows why"),
          Map.entry(
              "ENOBUFS",
              "the interface's queue is full: measure less at once (\"interval\", \"count\"), or"
                  + " see 'tc -s qdisc'"),
          Map.entry("EAGAIN", "the socket's buffer is full: measure less at once (\"interval\")"),
          Map.entry("ENOMEM", "the kernel is short of memory"),
          Map.entry(
              "local-drop",
              "a queue of this host drops what is sent: see 'tc -s qdisc' and 'nft list ruleset'"),
          Map.entry(
              "engine-full",
              "more rounds are awaited than memory holds: 'ixpqos check' shows what the schedule"
                  + " needs; lower \"timeout\" or \"count\", or give more memory (-Xmx in"
                  + " IXPQOS_JAVA_OPTS)"),
          Map.entry(
              "overdue", "this host was too busy or asleep when packets were due: see its load"),
          Map.entry(
              "rate-limit", "the schedule needs more packets than \"limits\" in daemon.json allow"),
          Map.entry(
              "target-not-allowed", "the address is not within \"allowedTargets\" in daemon.json"),
          Map.entry("fault", "it is a fault of ixpqos: report it with the log"));

  private SendCause() {}

  /** The remedy. */
  static String advice(String reason) {
    return ADVICE.getOrDefault(reason, "'ixpqos doctor' may show why");
  }

  /** Whether a reason is logged elsewhere, or not at all. */
  static boolean isLoggedElsewhere(String reason) {
    return reason.equals("cancelled") || reason.equals("unresolved");
  }
}
