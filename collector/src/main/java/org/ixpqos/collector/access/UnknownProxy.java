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
 * Proxies that nobody named: a host of this network that says for whom it asks and is not among
 * {@code trustedProxies}. It is not believed, so that limits see one reader where there are many;
 * that is said. Thread-safe.
 */
final class UnknownProxy {
  private static final Logger log = LoggerFactory.getLogger(UnknownProxy.class);
  private static final long LATELY = Duration.ofHours(1).toNanos();

  /** Anybody of this network may look like one. */
  private static final int MAX = 4;

  private final LongSupplier nanoClock;

  /** When each was seen; guarded by this. */
  private final Map<String, Long> seen = new TreeMap<>();

  UnknownProxy(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Whether a request comes through a proxy, by its own words. */
  static boolean isForwarded(HttpFields headers) {
    return headers.contains("X-Forwarded-For") || headers.contains("Forwarded");
  }

  /** A peer that is no proxy of ours asks for another. */
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
        seen.put(peer, now); // so often at most it is said, however often it asks
      }
    }
    if (isNew) {
      log.warn("{}", text(List.of(peer)));
    }
  }

  /** Of this host or of a private network (RFC 1918, RFC 4193), where one's own proxies stand. */
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

  /** What an operator has to know of it. */
  synchronized Optional<String> notice() {
    long now = nanoClock.getAsLong();
    seen.values().removeIf(then -> now - then > LATELY);
    return seen.isEmpty() ? Optional.empty() : Optional.of(text(List.copyOf(seen.keySet())));
  }
}
