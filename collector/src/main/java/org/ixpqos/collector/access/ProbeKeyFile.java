package org.ixpqos.collector.access;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.ixpqos.collector.state.LiveFile;
import org.ixpqos.collector.state.StateFile;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.model.wire.WireTime;

/**
 * {@code keys.json} in the state directory, as {@code ixpqos collector key} changes it: {@code
 * {"keys": [{"probe": "p1", "sha256": "…", "created": "…", "until": null}]}}. Of keys that have
 * ended, a probe's last three stay.
 */
public final class ProbeKeyFile {
  private static final int MAX_ENDED = 3;

  public static final String NAME = "keys.json";

  /** The prefix of a key, so that a leaked key can be recognised. */
  private static final String PREFIX = "ixp_";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final StateFile<List<ProbeKey>> file;

  public ProbeKeyFile(Path directory) {
    this.file = new StateFile<>(directory.resolve(NAME), new Format());
  }

  /** The keys, ended ones included. */
  public List<ProbeKey> list() throws IOException {
    return file.read();
  }

  /** The same, followed by a running collector. */
  LiveFile<List<ProbeKey>> live(BiConsumer<List<ProbeKey>, List<ProbeKey>> changed) {
    return file.live(changed);
  }

  /** Creates a key for a probe, beside its other keys; the key is shown only this once. */
  public String create(String probe, Instant now) throws IOException {
    return create(probe, Duration.ZERO, now);
  }

  /** The same; for the overlap the shared key may still post as a probe that had none. */
  public String create(String probe, Duration overlap, Instant now) throws IOException {
    String key = random();
    change(now, keys -> with(keys, first(keys, probe, key, overlap, now)));
    return key;
  }

  /**
   * The same, and the probe's other keys end after the overlap: for a probe without one, the shared
   * key.
   */
  public String rotate(String probe, Duration overlap, Instant now) throws IOException {
    String key = random();
    change(
        now,
        keys ->
            with(
                keys.stream()
                    .map(old -> old.probe().equals(probe) ? old.endingBy(end(now, overlap)) : old)
                    .toList(),
                first(keys, probe, key, overlap, now)));
    return key;
  }

  private static ProbeKey first(
      List<ProbeKey> keys, String probe, String key, Duration overlap, Instant now) {
    boolean isFirst = keys.stream().noneMatch(one -> one.probe().equals(probe) && one.isValid(now));
    Optional<Instant> shared =
        isFirst && !overlap.isZero() ? Optional.of(end(now, overlap)) : Optional.empty();
    return ProbeKey.of(probe, key, toSeconds(now), Optional.empty(), shared);
  }

  /**
   * Adds a new shared key beside the old one, which ends after the overlap; a running collector
   * accepts both from now on.
   *
   * @param before the shared key until now
   * @return the new one
   */
  public String rotateShared(String before, Duration overlap, Instant now) throws IOException {
    String key = random();
    change(
        now,
        keys -> {
          List<ProbeKey> all = new ArrayList<>();
          for (ProbeKey one : keys) {
            all.add(one.isShared() ? one.endingBy(end(now, overlap)) : one);
          }
          ProbeKey old =
              ProbeKey.of(
                  ProbeKey.SHARED,
                  before,
                  toSeconds(now),
                  Optional.of(end(now, overlap)),
                  Optional.empty());
          all.removeIf(one -> one.hash().equals(old.hash()));
          all.add(old);
          all.add(
              ProbeKey.of(
                  ProbeKey.SHARED, key, toSeconds(now), Optional.empty(), Optional.empty()));
          return all;
        });
    return key;
  }

  /**
   * Ends the key of an id, or all of a probe, at once.
   *
   * @return those that were ended
   */
  public List<ProbeKey> revoke(String which, Instant now) throws IOException {
    List<ProbeKey> revoked = new ArrayList<>();
    change(
        now,
        keys -> {
          keys.stream()
              .filter(key -> key.id().equals(which) || key.probe().equals(which))
              .forEach(revoked::add);
          return keys.stream().filter(key -> !revoked.contains(key)).toList();
        });
    return revoked;
  }

  private static Instant toSeconds(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant end(Instant now, Duration overlap) {
    return toSeconds(now).plus(overlap);
  }

  private static List<ProbeKey> with(List<ProbeKey> keys, ProbeKey key) {
    List<ProbeKey> all = new ArrayList<>(keys);
    all.add(key);
    return all;
  }

  private static String random() {
    byte[] bits = new byte[32];
    new SecureRandom().nextBytes(bits);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /**
   * Without ended keys, but for the last few of each probe: by number, not by time, for the clock
   * of a command may be wrong.
   */
  private static List<ProbeKey> withoutOld(List<ProbeKey> keys, Instant now) {
    Map<String, Integer> ended = new HashMap<>();
    List<ProbeKey> kept = new ArrayList<>();
    for (int i = keys.size() - 1; i >= 0; i--) {
      ProbeKey key = keys.get(i);
      if (key.isValid(now) || ended.merge(key.probe(), 1, Integer::sum) <= MAX_ENDED) {
        kept.add(0, key);
      }
    }
    return kept;
  }

  private void change(Instant now, UnaryOperator<List<ProbeKey>> change) throws IOException {
    file.change(keys -> withoutOld(change.apply(keys), now));
  }

  private static final class Format implements StateFile.Format<List<ProbeKey>> {
    @Override
    public List<ProbeKey> read(ConfigObject root) {
      List<ProbeKey> keys = new ArrayList<>();
      for (ConfigObject object : root.objects("keys")) {
        String probe = object.requiredText("probe");
        Optional<String> hash =
            object.parsed(
                "sha256",
                "64 hex digits",
                text -> Optional.of(text).filter(HASH.asMatchPredicate()));
        Optional<Instant> created = object.parsed("created", "a moment", WireTime::parse);
        Optional<Instant> until = object.parsed("until", "a moment", WireTime::parse);
        Optional<Instant> shared = object.parsed("sharedUntil", "a moment", WireTime::parse);
        object.finish();
        if (hash.isPresent() && created.isPresent()) {
          keys.add(new ProbeKey(probe, hash.get(), created.get(), until, shared));
        } else {
          object.problem("sha256", "a key without its hash or time", "both");
        }
      }
      root.finish();
      return keys;
    }

    @Override
    public void write(List<ProbeKey> keys, JsonWriter json) throws IOException {
      json.name("keys").beginArray();
      for (ProbeKey key : keys) {
        json.beginObject();
        json.name("probe").value(key.probe());
        json.name("sha256").value(key.hash());
        json.name("created").value(WireTime.format(key.created()));
        json.name("until").value(key.until().map(WireTime::format).orElse(null));
        if (key.sharedUntil().isPresent()) {
          json.name("sharedUntil").value(WireTime.format(key.sharedUntil().get()));
        }
        json.endObject();
      }
      json.endArray();
    }
  }
}
