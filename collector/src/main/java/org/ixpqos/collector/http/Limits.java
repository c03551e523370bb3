package org.ixpqos.collector.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.model.KnownPairs;
import org.ixpqos.config.ConfigObject;

/**
 * The limits on one client. The defaults let a mesh of 200 probes behind one address drain its
 * backlog.
 *
 * @param bodyBytes of a body, both compressed and inflated
 * @param headerBytes of a request's line and headers
 * @param connections open at once
 * @param requestTime from a request's first byte to its last
 * @param addressRate requests a second from one address
 * @param keyRate requests a second with one probe's own key
 * @param pairs the maximum of stored probes and pairs, in the published lists and beside them
 */
public record Limits(
    int bodyBytes,
    int headerBytes,
    int connections,
    Duration requestTime,
    int addressRate,
    int keyRate,
    KnownPairs.Most pairs) {
  public static final Limits USUAL =
      new Limits(
          8 << 20, 8 << 10, 2_000, Duration.ofSeconds(60), 2_000, 200, KnownPairs.Most.USUAL);

  /** Reads the keys {@code limits} and {@code unlisted}. */
  static Limits from(ConfigObject root) {
    Optional<String> unlisted =
        root.parsed(
            "unlisted",
            "\"bounded\" (what is not in the published lists has a small room) or \"refuse\"",
            text -> Optional.of(text).filter(List.of("bounded", "refuse")::contains));
    Limits limits = root.object("limits").map(Limits::read).orElse(USUAL);
    return unlisted.orElse("bounded").equals("refuse")
        ? limits.with(
            new KnownPairs.Most(
                limits.pairs.sources(),
                limits.pairs.pairs(),
                limits.pairs.pairsOfSource(),
                KnownPairs.Unlisted.REFUSED))
        : limits;
  }

  /** The same with the bounds of probes and pairs of another. */
  public Limits withPairsOf(Limits other) {
    return with(other.pairs);
  }

  private Limits with(KnownPairs.Most most) {
    return new Limits(bodyBytes, headerBytes, connections, requestTime, addressRate, keyRate, most);
  }

  private static Limits read(ConfigObject object) {
    KnownPairs.Unlisted unlisted = USUAL.pairs.unlisted();
    Limits limits =
        new Limits(
            number(object, "bodyBytes", 64 << 10, 256 << 20, USUAL.bodyBytes),
            number(object, "headerBytes", 1 << 10, 64 << 10, USUAL.headerBytes),
            number(object, "connections", 10, 100_000, USUAL.connections),
            object
                .duration("requestTime", Duration.ofSeconds(1), Duration.ofHours(1))
                .orElse(USUAL.requestTime),
            number(object, "addressRate", 1, 1_000_000, USUAL.addressRate),
            number(object, "keyRate", 1, 1_000_000, USUAL.keyRate),
            new KnownPairs.Most(
                number(object, "sources", 1, 1_000_000, USUAL.pairs.sources()),
                number(object, "pairs", 1, 10_000_000, USUAL.pairs.pairs()),
                number(object, "pairsOfSource", 1, 1_000_000, USUAL.pairs.pairsOfSource()),
                new KnownPairs.Unlisted(
                    number(object, "unlistedSources", 0, 1_000_000, unlisted.sources()),
                    number(object, "unlistedPairs", 0, 10_000_000, unlisted.pairs()),
                    number(
                        object, "unlistedPairsOfSource", 0, 1_000_000, unlisted.pairsOfSource()))));
    object.finish();
    return limits;
  }

  private static int number(ConfigObject object, String key, long least, long most, int usual) {
    return object.number(key, least, most).map(Long::intValue).orElse(usual);
  }
}
