package org.ixpqos.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ixpqos.wire.config.ConfigObject;

/** {@code probes.json}: every probe of the exchange, {@code {"probes": […]}}. */
public record ProbeList(List<Probe> probes) {
  private static final int LONGEST_NAME = 63;

  public static final String NAME_ALLOWED =
      "a name of up to 63 letters, digits, dots, dashes and underscores, starting with a letter or"
          + " digit";

  private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  // the last label is not all digits (RFC 3696, 2): 10.0.0 is a mistyped address, not a name
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)(?!.*(^|\\.)\\d+\\.?$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\\.?");
  private static final Pattern V6 =
      Pattern.compile("([0-9A-Fa-f:][0-9A-Fa-f:.]+)(%[A-Za-z0-9._@-]{1,15})?");

  public ProbeList {
    probes = List.copyOf(probes);
  }

  /** Reads the file's root; what is wrong in it is noted there and left out here. */
  public static ProbeList from(ConfigObject root) {
    List<Probe> probes = new ArrayList<>();
    Set<Probe.Key> seen = new HashSet<>();
    if (!root.has("probes")) {
      root.problem("probes", root.shown("probes"), "an array of probes, [{…}, …]");
    }
    for (ConfigObject entry : root.objects("probes")) {
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
    if (!address.isBlank() && !isAddress(address, proto)) {
      entry.problem(
          "address",
          entry.shown("address"),
          proto == 4 ? "an IPv4 address or a host name" : "an IPv6 address or a host name");
    }
    String site = entry.has("site") ? name(entry, "site") : "";
    List<String> groups = entry.texts("groups");
    for (String group : groups) {
      if (!isName(group)) {
        entry.problem("groups", "\"" + group + "\"", NAME_ALLOWED);
      }
    }
    Probe probe = new Probe(name, proto, address, site, groups, entry.labels("labels"));
    entry.finish();
    return probe;
  }

  private static int proto(ConfigObject entry) {
    if (!entry.has("proto")) {
      entry.problem("proto", entry.shown("proto"), "4 or 6, the IP version");
      return 4;
    }
    return entry.number("proto", 4, 6).map(Long::intValue).filter(n -> valid(entry, n)).orElse(4);
  }

  private static boolean valid(ConfigObject entry, int proto) {
    if (proto == 5) {
      entry.problem("proto", "5", "4 or 6, the IP version");
    }
    return proto != 5;
  }

  static String name(ConfigObject entry, String key) {
    String name = entry.requiredText(key);
    if (!name.isBlank() && !isName(name)) {
      entry.problem(key, entry.shown(key), NAME_ALLOWED);
    }
    return name;
  }

  /** Whether a probe, a site, a group or a schedule entry may be called so. */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_NAME
        && ".-_".indexOf(text.charAt(0)) < 0
        && isOf(text, ".-_");
  }

  /** Whether all of a text is letters and digits of ASCII, and these marks. */
  static boolean isOf(String text, String marks) {
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      boolean letter = (one | 0x20) >= 'a' && (one | 0x20) <= 'z';
      if (!letter && !(one >= '0' && one <= '9') && marks.indexOf(one) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text may stand as an address of a family; names are not looked up here. */
  public static boolean isAddress(String text, int proto) {
    if (V4.matcher(text).matches()) {
      return proto == 4 && isV4(text);
    }
    if (text.indexOf(':') >= 0) {
      return proto == 6 && isV6(text);
    }
    return HOST.matcher(text).matches();
  }

  private static boolean isV4(String text) {
    for (String part : text.split("\\.", -1)) {
      // a leading zero is octal to some readers and nothing to others (RFC 6943, 3.1.1)
      if (Integer.parseInt(part) > 255 || (part.length() > 1 && part.startsWith("0"))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isV6(String text) {
    Matcher form = V6.matcher(text);
    try {
      // of this form it is never looked up; an IPv4-mapped one comes back as IPv4
      return form.matches() && InetAddress.getByName(form.group(1)) instanceof Inet6Address;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The names in the list, in its order. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    probes.forEach(probe -> names.add(probe.name()));
    return names;
  }
}
