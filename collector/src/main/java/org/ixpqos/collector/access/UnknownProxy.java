package org.ixpqos.collector.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.ixpqos.model.IpAddresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects unconfigured proxies: hosts of this network that send {@code X-Forwarded-For} and are not
 * among {@code trustedProxies}. The header is ignored, so that limits count many readers as one; a
 * notice reports it. Thread-safe.
 */
final class UnknownProxy {
  private static final Logger log = LoggerFactory.getLogger(UnknownProxy.class);
  private static final long LATELY = Duration.ofHours(1).toNanos();

  /** The maximum that is kept: any host of this network may look like a proxy. */
  private static final int MAX = 4;

  private final LongSupplier nanoClock;

  /** When each was seen; guarded by this. */
  private final Map<String, Long> seen = new TreeMap<>();

  UnknownProxy(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Whether a request comes through a proxy, by its headers. */
  static boolean isForwarded(HttpFields headers) {
    return headers.contains("X-Forwarded-For") || headers.contains("Forwarded");
  }

  /** A peer that is no trusted proxy sent a request for another. */
  void requestedBy(String peer) {
    if (!isNear(peer)) {
      return;
    }
    boolean isNew;
    synchronized (this) {
      long now = nanoClock.getAsLong();
      seen.values().removeIf(then -> now - then > LATELY);
      isNew = !seen.containsKey(peer) && seen.size() < MAX;
      if (isNew) {
        seen.put(peer, now); // limits how often it is logged
      }
    }
    if (isNew) {
      log.warn("{}", text(List.of(peer)));
    }
  }

  /**
   * Whether an address is of this host or of a private network (RFC 1918, RFC 4193), where own
   * proxies are.
   */
  private static boolean isNear(String peer) {
    try {
      InetAddress address = InetAddress.getByName(peer); // a literal: nothing is looked up
      boolean unique =
          address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
      return address.isLoopbackAddress()
          || address.isSiteLocalAddress()
          || address.isLinkLocalAddress()
          || unique;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String text(List<String> addresses) {
    List<String> peers =
        addresses.stream()
            .map(address -> IpAddresses.canonical(address.replaceAll("[\\[\\]]", "")))
            .toList();
    return "readers come through a proxy at "
        + String.join(" and ", peers)
        + " that is not trusted, they share one reader's limits; if it is yours, set"
        + " \"trustedProxies\": [\""
        + String.join("\", \"", peers)
        + "\"] in collector.json";
  }

  /** The notice for the operator. */
  synchronized Optional<String> notice() {
    long now = nanoClock.getAsLong();
    seen.values().removeIf(then -> now - then > LATELY);
    return seen.isEmpty() ? Optional.empty() : Optional.of(text(List.copyOf(seen.keySet())));
  }
}
