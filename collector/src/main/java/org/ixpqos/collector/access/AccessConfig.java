package org.ixpqos.collector.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.lists.ProbeList;

/**
 * The access settings of {@code collector.json}.
 *
 * @param login whether readers must log in
 * @param proxyHeader the header in which a trusted proxy names the user that it authenticated
 * @param admins users who may rename, retire and delete probes
 * @param trustedProxies addresses whose {@code X-Forwarded-For} and user header are trusted
 */
public record AccessConfig(
    boolean login, Optional<String> proxyHeader, Set<String> admins, Set<String> trustedProxies) {
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /** Matches texts that may be an address, and no names, which would be looked up. */
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  public AccessConfig {
    admins = Set.copyOf(admins);
    trustedProxies = Set.copyOf(trustedProxies);
  }

  /** Reads the keys {@code login} and {@code trustedProxies}. */
  public static AccessConfig from(ConfigObject root) {
    Set<String> proxies = new TreeSet<>();
    List<String> texts = root.texts("trustedProxies");
    for (int i = 0; i < texts.size(); i++) {
      Optional<String> address = address(texts.get(i));
      if (address.isEmpty()) {
        root.problem("trustedProxies[" + i + "]", '"' + texts.get(i) + '"', "an IP address");
      }
      address.ifPresent(proxies::add);
    }
    Optional<ConfigObject> login = root.object("login");
    if (login.isEmpty()) {
      return new AccessConfig(false, Optional.empty(), Set.of(), proxies);
    }
    Optional<String> header =
        login
            .get()
            .parsed(
                "proxyHeader",
                "the name of a header, such as \"X-Remote-User\"",
                text -> Optional.of(text).filter(HEADER.asMatchPredicate()));
    if (header.isPresent() && proxies.isEmpty()) {
      login
          .get()
          .problem(
              "proxyHeader",
              login.get().shown("proxyHeader") + " without \"trustedProxies\"",
              "a header that only the proxies of \"trustedProxies\" may send");
    }
    Set<String> admins = new TreeSet<>(login.get().texts("admins"));
    login.get().finish();
    return new AccessConfig(true, header, admins, proxies);
  }

  /**
   * An address in its one canonical form; an IPv4-mapped IPv6 address as IPv4 (RFC 4291, 2.5.5.2).
   * Nothing is looked up: a text with a colon is no name.
   */
  static Optional<String> address(String text) {
    if (!LITERAL.matcher(text).matches()
        || (text.indexOf(':') < 0 && !ProbeList.isAddress(text, 4))) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text).getHostAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
