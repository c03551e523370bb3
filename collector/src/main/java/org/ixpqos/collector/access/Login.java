package org.ixpqos.collector.access;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.ixpqos.collector.http.AccessFilter.Admission;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.Principal;
import org.ixpqos.collector.state.LiveFile;
import org.ixpqos.service.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passwords by HTTP Basic (RFC 7617), which browsers, Prometheus and Grafana all send with each
 * request, a page's own requests and event streams included. A password is hashed slowly once;
 * afterwards a fast hash of the header, with a salt of this process, is cached as long as the user
 * does not change.
 */
final class Login {
  private static final Logger log = LoggerFactory.getLogger(Login.class);

  /** The maximum of wrong passwords from one address, before it has to wait. */
  private static final double WRONG_BURST = 10;

  private static final double WRONG_PER_SECOND = 10 / 60.0;
  private static final int MAX_KNOWN = 1_000;
  private static final long PATIENCE_S = 5;

  /** The maximum of waiting requests: each holds a thread that a probe may need. */
  private static final int MAX_WAITING = 16;

  private static final int MAX_OF_NETWORK = 4;

  private final LiveFile<List<User>> users;
  private final RateLimiter wrong;
  private final byte[] salt = new byte[32];
  private final Map<String, User> known = new ConcurrentHashMap<>();

  /** One hash at a time: the maximum of the processor for passwords. */
  private final Semaphore hashing = new Semaphore(1, true);

  /** Passwords of each network that are being checked, or wait for it. */
  private final Map<String, Integer> waiting = new ConcurrentHashMap<>();

  Login(Path directory, LongSupplier nanoClock) {
    new SecureRandom().nextBytes(salt);
    wrong = new RateLimiter(WRONG_PER_SECOND, WRONG_BURST, nanoClock);
    users =
        new UserFile(directory)
            .live(
                (before, now) ->
                    log.info("users taken over names={}", now.stream().map(User::name).toList()));
  }

  boolean hasUsers() {
    return !users.value().isEmpty();
  }

  /**
   * The user that a request authenticates.
   *
   * @param authorization the request's header; null when it has none
   * @param network the origin, as limits count it
   */
  Admission admit(String authorization, String network) {
    List<User> now = users.value();
    Optional<String[]> credentials = credentials(authorization);
    if (credentials.isEmpty()) {
      return ask();
    }
    String sent = sent(credentials.get());
    User user = known.get(sent);
    if (user != null && now.contains(user)) {
      return Admission.of(Principal.user(user.name()));
    }
    // a guess counts before it is checked: parallel ones count too
    if (!wrong.take(network)) {
      return Admission.refused(
          ApiResponse.error(429, "too many wrong passwords; try again later")
              .with("Retry-After", Long.toString(wrong.secondsUntil(network))));
    }
    return check(now, credentials.get(), sent, network);
  }

  private Admission check(List<User> now, String[] credentials, String sent, String network) {
    if (waiting.merge(network, 1, Integer::sum) > MAX_OF_NETWORK) {
      leave(network);
      wrong.giveBack(network);
      return busy();
    }
    try {
      return checkInTurn(now, credentials, sent, network);
    } finally {
      leave(network);
    }
  }

  private void leave(String network) {
    waiting.computeIfPresent(network, (same, count) -> count == 1 ? null : count - 1);
  }

  private static Admission busy() {
    return Admission.refused(
        ApiResponse.error(503, "too many are logging in; try again later")
            .with("Retry-After", "1"));
  }

  private Admission checkInTurn(List<User> now, String[] credentials, String sent, String network) {
    try {
      if (hashing.getQueueLength() >= MAX_WAITING
          || !hashing.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)) {
        wrong.giveBack(network);
        return busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Admission.refused(ApiResponse.error(503, "the collector is being stopped"));
    }
    try {
      User same = known.get(sent);
      if (same != null && now.contains(same)) { // it was checked meanwhile
        wrong.giveBack(network);
        return Admission.of(Principal.user(same.name()));
      }
      // an unknown name takes as long as a wrong password
      User user =
          now.stream()
              .filter(candidate -> candidate.name().equals(credentials[0]))
              .findFirst()
              .orElse(new User("", "00".repeat(16), User.ITERATIONS, "00".repeat(32)));
      if (!user.hasPassword(credentials[1].toCharArray())) {
        return ask();
      }
      wrong.giveBack(network);
      if (known.size() >= MAX_KNOWN) {
        known.clear();
      }
      known.put(sent, user);
      return Admission.of(Principal.user(user.name()));
    } finally {
      hashing.release();
    }
  }

  private static Admission ask() {
    return Admission.refused(
        ApiResponse.error(401, "log in with a user's name and password")
            .with("WWW-Authenticate", "Basic realm=\"ixpqos\", charset=\"UTF-8\""));
  }

  private static Optional<String[]> credentials(String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(6).strip());
      String text = new String(decoded, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 1
          ? Optional.empty()
          : Optional.of(new String[] {text.substring(0, colon), text.substring(colon + 1)});
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not Base64: no credentials
    }
  }

  private String sent(String[] credentials) {
    HexFormat hex = HexFormat.of();
    return hex.formatHex(Sha256.of(hex.formatHex(salt) + credentials[0] + ':' + credentials[1]));
  }
}
