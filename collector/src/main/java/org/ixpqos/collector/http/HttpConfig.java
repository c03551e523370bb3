package org.ixpqos.collector.http;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ixpqos.wire.config.ConfigObject;

/**
 * Where the collector listens, and how.
 *
 * @param address to listen at
 * @param port 0 takes a free one
 * @param tls without it, plain HTTP
 * @param limits of what a client may ask
 */
public record HttpConfig(String address, int port, Optional<TlsFiles> tls, Limits limits) {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

  /** Reads the keys {@code listen}, {@code tls} and {@code limits}. */
  public static HttpConfig from(ConfigObject root, Path directory) {
    Optional<ConfigObject> listen = root.object("listen");
    String address = listen.flatMap(object -> object.text("address")).orElse("127.0.0.1");
    int port = listen.flatMap(object -> object.number("port", 0, 65_535)).orElse(8080L).intValue();
    listen.ifPresent(ConfigObject::finish);
    Optional<TlsFiles> tls = root.object("tls").map(object -> TlsFiles.from(object, directory));
    return new HttpConfig(address, port, tls, Limits.from(root));
  }

  /** Whether only this host can reach it; what is no address literal is taken as reachable. */
  public boolean isLoopback() {
    return isLoopback(address);
  }

  /** Whether a host's name or address is this host's own for certain. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || LOOPBACK.matcher(host).matches();
  }
}
