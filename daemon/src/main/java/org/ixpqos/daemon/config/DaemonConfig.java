package org.ixpqos.daemon.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.model.IpAddresses;
import org.ixpqos.model.Names;
import org.ixpqos.service.ServiceUrl;

/**
 * {@code daemon.json}.
 *
 * @param name this probe's own name in {@code probes.json}; empty on a host that is not set up
 * @param collectors where results go; each gets every result
 * @param buffer where results wait on disk
 * @param status the address of the status server
 * @param remoteFrom the collector that hands out probes.json and schedule.json; empty where they
 *     are files beside daemon.json
 * @param limits the maximum that is sent, independent of the schedule
 */
public record DaemonConfig(
    String name,
    List<Collector> collectors,
    BufferLimits buffer,
    StatusAddress status,
    Optional<Collector> remoteFrom,
    ProbeLimits limits) {
  private static final int MAX_COLLECTORS = 32;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})\\s*(kB|MB|GB)");

  public DaemonConfig {
    collectors = List.copyOf(collectors);
  }

  /** A configuration with the default limits. */
  public DaemonConfig(
      String name,
      List<Collector> collectors,
      BufferLimits buffer,
      StatusAddress status,
      Optional<Collector> remoteFrom) {
    this(
        name,
        collectors,
        buffer,
        status,
        remoteFrom,
        remoteFrom.isPresent() ? ProbeLimits.OF_COLLECTOR : ProbeLimits.OF_FILES);
  }

  /**
   * A collector.
   *
   * @param name the key of its position in the buffer; a new URL keeps the position
   * @param url up to and without {@code api/v1}
   * @param keyFile file with the API key
   * @param caFile PEM certificates to trust in place of the system's
   * @param certificate this probe's certificate, in place of a key
   * @param compat whether it is an original IXPQos collector: one round a request, no gaps
   */
  public record Collector(
      String name,
      URI url,
      Path keyFile,
      Optional<Path> caFile,
      Optional<ClientCertificate> certificate,
      boolean compat) {}

  /** PEM files: a certificate, with those between it and its root, and its key in PKCS #8. */
  public record ClientCertificate(Path certificate, Path key) {}

  /**
   * Where results wait, and how many.
   *
   * @param directory holds {@code buffer.db}
   * @param maxBytes when it is larger, the oldest rounds are dropped
   * @param maxAge rounds older than this are dropped
   * @param backlogRate the maximum of rounds a second that are sent from the backlog of an outage
   */
  public record BufferLimits(Path directory, long maxBytes, Duration maxAge, int backlogRate) {}

  /** Loopback address and port of {@code /status} and {@code /metrics}; port 0 takes any. */
  public record StatusAddress(String address, int port) {}

  static DaemonConfig from(ConfigObject root) {
    String name = root.text("name").orElse("");
    if (!name.isEmpty() && !Names.isName(name)) {
      root.problem("name", root.shown("name"), "this probe's name in probes.json");
    }
    List<Collector> collectors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigObject object : root.objects("collectors", MAX_COLLECTORS)) {
      Collector collector = collector(object);
      if (!names.add(collector.name())) {
        object.problem(
            "name", "a second \"" + collector.name() + "\"", "each name once; it keeps a position");
      }
      collectors.add(collector);
    }
    BufferLimits buffer = buffer(root.object("buffer"));
    StatusAddress status = status(root.object("status"));
    Optional<Collector> remoteFrom = remoteFrom(root, collectors);
    ProbeLimits limits = ProbeLimits.from(root, remoteFrom.isPresent());
    root.finish();
    return new DaemonConfig(name, collectors, buffer, status, remoteFrom, limits);
  }

  private static Optional<Collector> remoteFrom(ConfigObject root, List<Collector> collectors) {
    String key = key(root);
    boolean fetched =
        root.parsed(
                key,
                "\"files\" or \"collector\"",
                text ->
                    switch (text) {
                      case "files" -> Optional.of(false);
                      case "collector" -> Optional.of(true);
                      default -> Optional.<Boolean>empty();
                    })
            .orElse(false);
    if (!fetched) {
      return Optional.empty();
    }
    Optional<Collector> from =
        collectors.stream().filter(collector -> !collector.compat()).findFirst();
    if (from.isEmpty()) {
      root.problem(
          key, "\"collector\", and there is none", "one in \"collectors\" that is not compat");
    }
    return from;
  }

  /** The key for the origin of probes.json and schedule.json: {@code lists} in 0.1.0. */
  private static String key(ConfigObject root) {
    String key = "configuration";
    String old = "lists";
    if (!root.has(old)) {
      return key;
    }
    if (root.has(key)) {
      root.problem(
          old, "\"configuration\" too", "one of the two; \"configuration\" is the new name");
      return key;
    }
    root.warn(old, "the key is called \"configuration\" now; the old name goes on working");
    return old;
  }

  private static Collector collector(ConfigObject object) {
    String name = object.text("name").orElse("main");
    if (!Names.isName(name)) {
      object.problem("name", object.shown("name"), "letters, digits, dots and dashes");
    }
    String allowed =
        "an http or https URL without api/v1, such as \"https://collector.example/backend\"";
    Optional<URI> url = object.parsed("url", allowed, DaemonConfig::url);
    if (!object.has("url")) {
      object.problem("url", "nothing", allowed);
    }
    url.filter(ServiceUrl::isReadOnTheWay)
        .ifPresent(
            plain ->
                object.warn(
                    "url",
                    plain
                        + " is not encrypted: others on the path can read the API key and change"
                        + " the remote configuration and the results; use https"));
    Path key = object.filePath("keyFile").orElse(Path.of("/etc/ixpqos/api-key"));
    Optional<Path> ca = object.filePath("caFile");
    boolean compat =
        object
            .parsed(
                "mode",
                "\"native\" or \"compat\" (an original IXPQos collector)",
                DaemonConfig::mode)
            .orElse(false);
    Optional<ClientCertificate> certificate = Optional.empty();
    if (object.has("certificateFile") || object.has("certificateKeyFile")) {
      certificate =
          Optional.of(
              new ClientCertificate(
                  object.requiredPath("certificateFile"),
                  object.requiredPath("certificateKeyFile")));
    }
    object.finish();
    return new Collector(
        name, url.orElse(URI.create("http://invalid/")), key, ca, certificate, compat);
  }

  private static Optional<Boolean> mode(String text) {
    return switch (text) {
      case "native" -> Optional.of(false);
      case "compat" -> Optional.of(true);
      default -> Optional.empty();
    };
  }

  private static Optional<URI> url(String text) {
    URI url = ServiceUrl.parse(text);
    return Optional.of(url).filter(u -> !String.valueOf(u.getRawPath()).contains("api/v1"));
  }

  private static BufferLimits buffer(Optional<ConfigObject> object) {
    Path directory = Path.of("/var/lib/ixpqos");
    long maxBytes = 256_000_000;
    Duration maxAge = Duration.ofDays(7);
    int rate = 5_000;
    if (object.isPresent()) {
      ConfigObject buffer = object.get();
      directory = buffer.filePath("directory").orElse(directory);
      maxBytes =
          buffer
              .parsed("maxSize", "a size in quotes, from \"1MB\" to \"100GB\"", DaemonConfig::size)
              .orElse(maxBytes);
      maxAge =
          buffer.duration("maxAge", Duration.ofMinutes(1), Duration.ofDays(365)).orElse(maxAge);
      rate = buffer.number("backlogRate", 1, 1_000_000).map(Long::intValue).orElse(rate);
      buffer.finish();
    }
    return new BufferLimits(directory, maxBytes, maxAge, rate);
  }

  /** Decimal units, as disks are sold and {@code df -H} shows them. */
  private static Optional<Long> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (matcher.group(2)) {
          case "kB" -> 1_000L;
          case "MB" -> 1_000_000L;
          default -> 1_000_000_000L;
        };
    return Optional.of(Long.parseLong(matcher.group(1)) * unit)
        .filter(bytes -> bytes >= 1_000_000L && bytes <= 100_000_000_000L);
  }

  private static StatusAddress status(Optional<ConfigObject> object) {
    if (object.isEmpty()) {
      return new StatusAddress("127.0.0.1", 9095);
    }
    ConfigObject status = object.get();
    String address =
        status
            .parsed(
                "address",
                "a loopback address: \"127.0.0.1\" or \"::1\"",
                text -> Optional.of(text).filter(IpAddresses::isLoopback))
            .orElse("127.0.0.1");
    int port = status.number("port", 0, 65_535).map(Long::intValue).orElse(9095);
    status.finish();
    return new StatusAddress(address, port);
  }
}
