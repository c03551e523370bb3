package org.ixpqos.collector.access;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.ixpqos.collector.http.Access;
import org.ixpqos.collector.http.AccessFilter;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.HttpConfig;
import org.ixpqos.collector.http.Limits;
import org.ixpqos.collector.http.Principal;
import org.ixpqos.model.clock.Timekeeper;

/** Keys for probes, a login for readers where one is configured. */
public final class CollectorAccess implements AccessFilter {
  private static final Set<String> OWN = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1", "::1");

  private volatile AccessConfig config;
  private final boolean loopback;
  private final boolean certificateOnly;
  private final ProbeKeys keys;
  private final KeyUse use;
  private final Certificates certificates;
  private final WrongKeys wrongKeys;
  private final Login login;
  private final UnknownProxy unknownProxy;
  private final RateLimiter addresses;
  private final RateLimiter probes;

  /**
   * Reads the keys and users.
   *
   * @param loopback whether only this host can reach the collector
   * @param limits the rate limits
   * @param sharedKey the original's one key
   * @param certificateOnly whether keys are refused and certificates required
   * @param directory of keys.json and users.json
   */
  public CollectorAccess(
      AccessConfig config,
      boolean loopback,
      Limits limits,
      String sharedKey,
      boolean certificateOnly,
      Path directory,
      Timekeeper time,
      LongSupplier nanoClock) {
    this.config = config;
    this.loopback = loopback;
    this.certificateOnly = certificateOnly;
    this.use = new KeyUse(directory);
    this.keys = new ProbeKeys(sharedKey, directory, time, use);
    this.certificates = new Certificates(directory);
    this.wrongKeys = new WrongKeys(nanoClock);
    this.login = new Login(directory, nanoClock);
    this.unknownProxy = new UnknownProxy(nanoClock);
    this.addresses = new RateLimiter(limits.addressRate(), 2.0 * limits.addressRate(), nanoClock);
    this.probes = new RateLimiter(limits.keyRate(), 2.0 * limits.keyRate(), nanoClock);
  }

  /** Applies another configuration to requests from now on. */
  public void configure(AccessConfig next) {
    config = next;
  }

  /** Whether readers must log in, and there is no user. */
  public boolean isShut() {
    return config.login() && config.proxyHeader().isEmpty() && !login.hasUsers();
  }

  /** Whether a probe has a key of its own, so that the shared one is not enough to post as it. */
  public boolean hasOwnKey(String probe) {
    return keys.hasOwn(probe) || certificates.has(probe);
  }

  /** The notice that readers come through a proxy that is not configured. */
  public Optional<String> notice() {
    return unknownProxy.notice();
  }

  /** Writes when keys were used, for 'key list'. */
  public void keepUse() throws IOException {
    use.write();
  }

  @Override
  public Admission admit(Request request, Access access) {
    String peer = Request.getRemoteAddr(request);
    if (UnknownProxy.isForwarded(request.getHeaders()) && !isTrusted(peer)) {
      unknownProxy.requestedBy(peer);
    }
    String network = Networks.of(address(request));
    if (!addresses.take(network)) {
      return tooMany(Principal.ANYONE, addresses.secondsUntil(network));
    }
    return switch (access) {
      case OPEN -> Admission.of(Principal.ANYONE);
      case KEY -> limited(admitProbe(request));
      case ADMIN -> admitAdmin(request);
      case READ -> config.login() ? admitReader(request) : Admission.of(Principal.ANYONE);
    };
  }

  /** Many probes share the shared key: only a probe's own is limited. */
  private Admission limited(Admission admission) {
    Principal caller = admission.caller();
    return caller.kind() != Principal.Kind.PROBE || probes.take(caller.name())
        ? admission
        : tooMany(caller, probes.secondsUntil(caller.name()));
  }

  private static Admission tooMany(Principal caller, long seconds) {
    return new Admission(
        caller,
        Optional.of(
            ApiResponse.error(429, "too many requests; try again later")
                .with("Retry-After", Long.toString(seconds))));
  }

  /** The original's responses; a certificate of a client CA counts as its probe's own key. */
  private Admission admitProbe(Request request) {
    String key = request.getHeaders().get("X-API-Key");
    if (certificateOnly || key == null || key.isEmpty()) {
      Optional<Principal> certified = certificates.caller(request);
      if (certified.isPresent()) {
        return Admission.of(certified.get());
      }
      return Admission.refused(
          certificateOnly
              ? ApiResponse.error(
                  403, "this collector takes a probe's certificate alone, and no key")
              : ApiResponse.error(400, "Please provide an API key"));
    }
    Optional<Principal> caller = keys.caller(key);
    String network = Networks.of(address(request));
    if (!wrongKeys.passes(network, caller)) {
      return tooMany(Principal.ANYONE, wrongKeys.secondsUntil(network));
    }
    return caller
        .map(Admission::of)
        .orElseGet(
            () -> Admission.refused(ApiResponse.error(403, "The provided API key is not valid")));
  }

  /**
   * The user who may change something. A browser sends a user's password with requests of foreign
   * pages too: such a page can't send JSON (Fetch, "CORS-safelisted request-header").
   */
  private Admission admitAdmin(Request request) {
    if (!config.login()) {
      return Admission.refused(
          ApiResponse.error(
              403, "nothing is changed here without \"login\" and \"admins\" in collector.json"));
    }
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    String site = request.getHeaders().get("Sec-Fetch-Site");
    boolean ours = site == null || site.equals("same-origin") || site.equals("none");
    if (type == null || !type.matches("(?i)application/json *(;.*)?") || !ours) {
      return Admission.refused(
          ApiResponse.error(415, "allowed: application/json from a page of this collector"));
    }
    Admission reader = admitReader(request);
    if (reader.refusal().isPresent() || config.admins().contains(reader.caller().name())) {
      return reader;
    }
    return new Admission(
        reader.caller(),
        Optional.of(
            ApiResponse.error(
                403,
                reader.caller().name()
                    + " may read; users who may change probes are in \"login\".\"admins\" in"
                    + " collector.json")));
  }

  private Admission admitReader(Request request) {
    if (config.proxyHeader().isPresent() && isTrusted(Request.getRemoteAddr(request))) {
      String user = request.getHeaders().get(config.proxyHeader().get());
      if (user != null && !user.isBlank()) {
        return Admission.of(Principal.user(user));
      }
    }
    return login.admit(request.getHeaders().get("Authorization"), Networks.of(address(request)));
  }

  /**
   * A request from this host's own address comes from a proxy, as a rule, also where none is
   * configured.
   */
  @Override
  public String network(String peer) {
    boolean isMany = OWN.contains(peer) || isTrusted(peer);
    return isMany ? "" : Networks.of(peer);
  }

  /**
   * Behind an unconfigured proxy on this host, each reader is limited by the address in the proxy's
   * header: the header is trusted for nothing else, and without it one reader could use all
   * capacity.
   */
  @Override
  public String network(Request request) {
    String peer = address(request);
    if (!OWN.contains(peer)) {
      return network(peer);
    }
    List<String> way = request.getHeaders().getCSV("X-Forwarded-For", false);
    return way.isEmpty()
        ? network(peer)
        : AccessConfig.address(withoutPort(way.get(way.size() - 1))).map(this::network).orElse("");
  }

  /**
   * A foreign page whose name resolves to this host's loopback address sends that name and our port
   * (DNS rebinding). A proxy sends its own name, with its own port or none.
   */
  @Override
  public boolean isOurs(Request request) {
    String host = request.getHeaders().get(HttpHeader.HOST);
    int colon = host == null ? -1 : host.lastIndexOf(':');
    if (!loopback || colon < 0) {
      return true;
    }
    return !host.substring(colon + 1).equals(Integer.toString(Request.getLocalPort(request)))
        || HttpConfig.isLoopback(host.substring(0, colon));
  }

  private boolean isTrusted(String address) {
    return AccessConfig.address(address).filter(config.trustedProxies()::contains).isPresent();
  }

  /**
   * Behind trusted proxies, the last address that is not one of them: {@code X-Forwarded-For} is
   * read from its end, for the client can choose its beginning.
   */
  @Override
  public String address(Request request) {
    String peer = Request.getRemoteAddr(request);
    List<String> way = request.getHeaders().getCSV("X-Forwarded-For", false);
    for (int i = way.size() - 1; i >= 0 && isTrusted(peer); i--) {
      Optional<String> before = AccessConfig.address(withoutPort(way.get(i)));
      if (before.isEmpty()) {
        break;
      }
      peer = before.get();
    }
    return peer;
  }

  /** Some proxies write {@code 192.0.2.1:4711} or {@code [2001:db8::1]:4711}. */
  private static String withoutPort(String text) {
    if (text.startsWith("[") && text.indexOf(']') > 0) {
      return text.substring(1, text.indexOf(']'));
    }
    int colon = text.indexOf(':');
    return colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }
}
