package org.ixpqos.config.lists;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.model.IpAddresses;
import org.ixpqos.model.Names;

/** {@code probes.json}: every probe of the exchange, {@code {"probes": […]}}. */
public record ProbeList(List<Probe> probes) {
  /** Twice the largest mesh that was measured. */
  public static final int MAX_ENTRIES = 20_000;

  // the last label is not all digits (RFC 3696, 2): 10.0.0 is a mistyped address, not a name
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)(?!.*(^|\\.)\\d+\\.?$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\\.?");

  public ProbeList {
    probes = List.copyOf(probes);
  }

  /** Reads the file's root; problems are recorded there, and wrong entries are left out here. */
  public static ProbeList from(ConfigObject root) {
    List<Probe> probes = new ArrayList<>();
    Set<Probe.Key> seen = new HashSet<>();
    if (!root.has("probes")) {
      root.problem("probes", root.shown("probes"), "an array of probes, [{…}, …]");
    }
    for (ConfigObject entry : root.objects("probes", MAX_ENTRIES)) {
      Probe probe = probe(entry);
      if (!probe.name().isEmpty() && !seen.add(probe.key())) {
        entry.problem("name", "a second " + probe.key(), "each name once for each IP version");
      }
      probes.add(probe);
    }
    root.finish();
    return new ProbeList(probes);
  }

  private static Probe probe(ConfigObject entry) {
    String name = name(entry, "name");
    int proto = proto(entry);
    String address = entry.requiredText("address");
    Optional<String> unusable = IpAddresses.unusable(address);
    if (unusable.isPresent()) {
      entry.problem(
          "address",
          entry.shown("address") + ", " + unusable.get(),
          "an address that one host has and answers from, or a host name");
    } else if (!address.isBlank() && !isAddress(address, proto)) {
      entry.problem(
          "address",
          entry.shown("address"),
          proto == 4 ? "an IPv4 address or a host name" : "an IPv6 address or a host name");
    }
    String site = entry.has("site") ? name(entry, "site") : "";
    List<String> groups = entry.texts("groups");
    for (String group : groups) {
      if (!Names.isName(group)) {
        entry.problem("groups", "\"" + group + "\"", Names.ALLOWED);
      }
    }
    Probe probe = new Probe(name, proto, address, site, groups, entry.labels("labels"));
    entry.finish();
    return probe;
  }

  private static int proto(ConfigObject entry) {
    return entry
        .oneOf("proto", "4 or 6, the IP version", List.of(4L, 6L))
        .map(Long::intValue)
        .orElse(4);
  }

  static String name(ConfigObject entry, String key) {
    String name = entry.requiredText(key);
    if (!name.isBlank() && !Names.isName(name)) {
      entry.problem(key, entry.shown(key), Names.ALLOWED);
    }
    return name;
  }

  /** Whether a text may stand as an address of a family; names are not looked up here. */
  public static boolean isAddress(String text, int proto) {
    return IpAddresses.looksLikeOne(text)
        ? IpAddresses.parse(text).filter(a -> a instanceof Inet4Address == (proto == 4)).isPresent()
        : HOST.matcher(text).matches();
  }

  /** Addresses that stand under several names, each as a sentence; compared as addresses. */
  public List<String> sharedAddresses() {
    Map<String, Set<String>> names = new LinkedHashMap<>();
    for (Probe probe : probes) {
      names
          .computeIfAbsent(IpAddresses.canonical(probe.address()), address -> new TreeSet<>())
          .add(probe.name());
    }
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(entry -> String.join(" and ", entry.getValue()) + " are both " + entry.getKey())
        .toList();
  }

  /** The names in the list, in its order. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    probes.forEach(probe -> names.add(probe.name()));
    return names;
  }
}
