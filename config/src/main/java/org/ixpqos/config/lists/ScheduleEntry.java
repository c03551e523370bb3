package org.ixpqos.config.lists;

import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One entry of {@code schedule.json}: what is measured, how, and when.
 *
 * @param name the entry's name, unique in the file
 * @param every the period; empty when {@code cron} is given
 * @param cron Quartz cron expression; empty when {@code every} is given
 * @param zone the zone that {@code cron} is read in
 * @param echo what each round sends
 * @param targets the selectors of the peers
 * @param enabled false keeps the entry in the file and never fires it
 * @param splay the maximum by which this probe shifts its firings; zero does not shift them
 */
public record ScheduleEntry(
    String name,
    Optional<Duration> every,
    Optional<String> cron,
    ZoneId zone,
    Echo echo,
    Targets targets,
    boolean enabled,
    Duration splay) {

  /**
   * The echoes of a round.
   *
   * @param count echoes of a round that are counted
   * @param interval from one echo to the next toward the same peer
   * @param timeout how long a reply is waited for; one that comes later is late
   * @param warmup echoes sent first and not counted
   * @param size ICMP payload, bytes
   * @param dscp differentiated services code point, 0 to 63
   * @param ttl time to live or hop limit; 0 leaves the system's
   * @param dontFragment whether routers may not fragment
   * @param source address to send from; empty leaves it to the routing table
   * @param networkInterface interface to send by; empty leaves it to the routing table
   */
  public record Echo(
      int count,
      Duration interval,
      Duration timeout,
      int warmup,
      int size,
      int dscp,
      int ttl,
      boolean dontFragment,
      String source,
      String networkInterface) {
    /** From a round's first echo to the end of its last interval. */
    public Duration length() {
      return interval.multipliedBy(count + (long) warmup);
    }
  }

  /**
   * The peers that an entry measures. A selector is a name, {@code @group}, {@code @site:NAME} or
   * {@code *}.
   */
  public record Targets(List<String> include, List<String> exclude) {
    public Targets {
      include = List.copyOf(include);
      exclude = List.copyOf(exclude);
    }

    /** The entry's peers in the list's order: selected, not excluded, not this probe itself. */
    public List<Probe> peers(ProbeList list, String self) {
      Set<String> included = new HashSet<>(include);
      Set<String> excluded = new HashSet<>(exclude);
      return list.probes().stream()
          .filter(probe -> !probe.name().equals(self))
          .filter(probe -> selects(included, probe) && !selects(excluded, probe))
          .toList();
    }

    private static boolean selects(Set<String> selectors, Probe probe) {
      return selectors.contains("*")
          || selectors.contains(probe.name())
          || (!probe.site().isEmpty() && selectors.contains("@site:" + probe.site()))
          || probe.groups().stream().anyMatch(group -> selectors.contains("@" + group));
    }
  }
}
