package org.ixpqos.collector.http;

import java.nio.file.Path;
import java.util.Optional;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.model.IpAddresses;

/**
 * The address and the settings of the collector's HTTP server.
 *
 * @param address to listen at
 * @param port 0 takes a free one
 * @param tls without it, plain HTTP
 * @param limits on clients
 */
public record HttpConfig(String address, int port, Optional<TlsFiles> tls, Limits limits) {
  private static final String ADDRESS_ALLOWED =
      "an address of this host without brackets, such as \"127.0.0.1\" or \"::1\"; \"0.0.0.0\" and"
          + " \"::\" are all of them";

  /** Reads the keys {@code listen}, {@code tls} and {@code limits}. */
  public static HttpConfig from(ConfigObject root, Path directory) {
    Optional<ConfigObject> listen = root.object("listen");
    String address =
        listen
            .flatMap(object -> object.parsed("address", ADDRESS_ALLOWED, HttpConfig::address))
            .orElse("127.0.0.1");
    int port = listen.flatMap(object -> object.number("port", 0, 65_535)).orElse(8080L).intValue();
    listen.ifPresent(ConfigObject::finish);
    Optional<TlsFiles> tls = root.object("tls").map(object -> TlsFiles.from(object, directory));
    return new HttpConfig(address, port, tls, Limits.from(root));
  }

  private static Optional<String> address(String text) {
    return Optional.of(text).filter(t -> t.equals("localhost") || IpAddresses.parse(t).isPresent());
  }

  /** Whether only this host can reach it; a name counts as reachable by others. */
  public boolean isLoopback() {
    return isLoopback(address);
  }

  /** Whether a name or address certainly is this host's own. */
  public static boolean isLoopback(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    return bare.equals("localhost") || IpAddresses.isLoopback(bare);
  }
}
