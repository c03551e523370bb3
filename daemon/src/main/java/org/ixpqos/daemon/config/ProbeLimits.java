package org.ixpqos.daemon.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.model.Prefix;

/**
 * The maximum that this probe sends, independent of its lists. Packets above it are not sent, and
 * are recorded as not sent.
 *
 * @param packetsPerSecond in all
 * @param bitsPerSecond in all, IP headers counted
 * @param targetPacketsPerSecond to one address
 * @param targetBitsPerSecond to one address, IP headers counted
 * @param allowedTargets networks that may be measured; empty allows every address
 */
public record ProbeLimits(
    long packetsPerSecond,
    long bitsPerSecond,
    long targetPacketsPerSecond,
    long targetBitsPerSecond,
    List<Prefix> allowedTargets) {
  /** Where the lists are this host's own files: beyond what any mesh was measured with. */
  public static final ProbeLimits OF_FILES =
      new ProbeLimits(50_000, 500_000_000, 5_000, 100_000_000, List.of());

  /**
   * Where a collector hands them out: ten times a mesh of 200 probes that is measured each second.
   */
  public static final ProbeLimits OF_COLLECTOR =
      new ProbeLimits(2_000, 20_000_000, 100, 2_000_000, List.of());

  private static final long MAX_PACKETS = 1_000_000;
  private static final long LEAST_BITS = 1_000;
  private static final long MAX_BITS = 100_000_000_000L;
  private static final int MAX_PREFIXES = 1_000;

  public ProbeLimits {
    allowedTargets = List.copyOf(allowedTargets);
  }

  /** Reads the keys {@code limits} and {@code allowedTargets}. */
  static ProbeLimits from(ConfigObject root, boolean fetchedLists) {
    ProbeLimits usual = fetchedLists ? OF_COLLECTOR : OF_FILES;
    List<Prefix> allowed = prefixes(root);
    Optional<ConfigObject> object = root.object("limits");
    if (object.isEmpty()) {
      return new ProbeLimits(
          usual.packetsPerSecond,
          usual.bitsPerSecond,
          usual.targetPacketsPerSecond,
          usual.targetBitsPerSecond,
          allowed);
    }
    ConfigObject limits = object.get();
    ProbeLimits read =
        new ProbeLimits(
            packets(limits, "packetsPerSecond", usual.packetsPerSecond),
            bits(limits, "bitsPerSecond", usual.bitsPerSecond),
            packets(limits, "targetPacketsPerSecond", usual.targetPacketsPerSecond),
            bits(limits, "targetBitsPerSecond", usual.targetBitsPerSecond),
            allowed);
    limits.finish();
    return read;
  }

  private static long packets(ConfigObject limits, String key, long usual) {
    return limits.number(key, 1, MAX_PACKETS).orElse(usual);
  }

  private static long bits(ConfigObject limits, String key, long usual) {
    return limits.number(key, LEAST_BITS, MAX_BITS).orElse(usual);
  }

  private static List<Prefix> prefixes(ConfigObject root) {
    List<Prefix> prefixes = new ArrayList<>();
    List<String> texts = root.texts("allowedTargets");
    for (int i = 0; i < texts.size() && i < MAX_PREFIXES; i++) {
      Optional<Prefix> prefix = Prefix.parse(texts.get(i));
      prefix.ifPresent(prefixes::add);
      if (prefix.isEmpty()) {
        root.problem(
            "allowedTargets[" + i + "]",
            "\"" + ConfigObject.plain(texts.get(i)) + "\"",
            "a network such as \"192.0.2.0/24\" or \"2001:db8::/32\", no bit set beyond its"
                + " length");
      }
    }
    if (texts.size() > MAX_PREFIXES) {
      root.problem("allowedTargets", texts.size() + " networks", "at most " + MAX_PREFIXES);
    }
    if (root.has("allowedTargets") && texts.isEmpty()) {
      root.problem("allowedTargets", "no network", "one at least; without the key all are allowed");
    }
    return prefixes;
  }

  /** Whether an address may be measured. */
  public boolean allows(InetAddress address) {
    return allowedTargets.isEmpty()
        || allowedTargets.stream().anyMatch(prefix -> prefix.contains(address));
  }
}
