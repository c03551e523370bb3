package org.ixpqos.daemon.status;

import java.util.Locale;
import java.util.Set;

/**
 * Whether a request's Host header names this host's own loopback. A foreign page whose name
 * resolves to 127.0.0.1 sends its own name (DNS rebinding).
 */
final class LoopbackHost {
  private static final Set<String> NAMES = Set.of("localhost", "ip6-localhost", "::1");

  private LoopbackHost() {}

  /** Whether it may be answered; the address listened on may be named as well. */
  static boolean isNamedBy(String header, String listened) {
    if (header == null) {
      return true; // no browser: those send one
    }
    String host = host(header.strip()).toLowerCase(Locale.ROOT);
    return NAMES.contains(host)
        || host.equals(listened)
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** Without its port, and an IPv6 address without its brackets. */
  private static String host(String header) {
    if (header.startsWith("[")) {
      int end = header.indexOf(']');
      return end < 0 ? header : header.substring(1, end);
    }
    int colon = header.indexOf(':');
    return colon < 0 ? header : header.substring(0, colon);
  }
}
