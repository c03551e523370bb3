package org.ixpqos.config.lists;

import java.net.Inet4Address;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Spelling;
import org.ixpqos.model.IpAddresses;

/** What the selectors of a schedule may name, found once for all entries of a file. */
final class Selectors {
  /**
   * The maximum of suggestions in one file: finding them is expensive where thousands are wrong.
   */
  private static final int MAX_GUESSES = 20;

  private static final int V4 = 1;
  private static final int V6 = 2;

  private final Set<String> known = new TreeSet<>();

  /** Of each selector, the families of what it selects: {@link #V4}, {@link #V6} or both. */
  private final Map<String, Integer> families = new HashMap<>();

  private int guesses;

  Selectors(ProbeList probes) {
    for (Probe probe : probes.probes()) {
      add(probe.name(), probe);
      if (!probe.site().isEmpty()) {
        add("@site:" + probe.site(), probe);
      }
      probe.groups().forEach(group -> add("@" + group, probe));
    }
    for (Probe probe : probes.probes()) {
      families.merge("*", family(probe), (a, b) -> a | b);
    }
  }

  private void add(String selector, Probe probe) {
    known.add(selector);
    families.merge(selector, family(probe), (a, b) -> a | b);
  }

  private static int family(Probe probe) {
    return probe.proto() == 4 ? V4 : V6;
  }

  /** Records the selectors that select no probe. */
  void check(ConfigObject object, String key, List<String> selectors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < selectors.size(); i++) {
      String selector = selectors.get(i);
      if (!selector.equals("*") && !known.contains(selector) && seen.add(selector)) {
        object.problem(
            key + "[" + i + "]",
            "\"" + ConfigObject.plain(selector) + "\", which selects no probe" + guess(selector),
            "*, a name of probes.json, @GROUP or @site:NAME");
      }
    }
  }

  private String guess(String selector) {
    if (guesses++ >= MAX_GUESSES) {
      return "";
    }
    return Spelling.nearest(selector, known)
        .map(near -> " (did you mean \"" + near + "\"?)")
        .orElse("");
  }

  /** A source counts for peers of its own family; where there are none, it is a mistake. */
  void checkSource(ConfigObject object, String source, ScheduleEntry.Targets targets) {
    if (source.isEmpty()) {
      return;
    }
    int own = IpAddresses.parse(source).orElseThrow() instanceof Inet4Address ? V4 : V6;
    int selected =
        targets.include().stream()
            .map(selector -> families.getOrDefault(selector, 0))
            .reduce(0, (a, b) -> a | b);
    String ours = own == V4 ? "IPv4" : "IPv6";
    String others = own == V4 ? "IPv6" : "IPv4";
    if (selected != 0 && (selected & own) == 0) {
      object.problem(
          "source",
          object.shown("source") + ", which is " + ours + ", and all targets are " + others,
          "an " + others + " address of this host");
    } else if (selected == (V4 | V6)) {
      object.warn(
          "source",
          "it is "
              + ours
              + ": the targets that are "
              + others
              + " are sent from the address that the routing table gives; select one family by a"
              + " group");
    }
  }
}
