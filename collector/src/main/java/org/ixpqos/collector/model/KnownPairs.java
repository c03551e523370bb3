package org.ixpqos.collector.model;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The known pairs, and their maximum: each costs memory and a place in every response as long as
 * the store is kept. Pairs that are not in the published lists have a smaller limit of their own,
 * so that they can't displace listed ones. Thread-safe.
 */
public final class KnownPairs {
  /** The limits. The defaults let 400 probes measure each other by several schedules. */
  public record Most(int sources, int pairs, int pairsOfSource, Unlisted unlisted) {
    public static final Most USUAL = new Most(2_000, 400_000, 8_000, Unlisted.USUAL);
  }

  /**
   * The limits beside the lists, where lists are published: for peers that one probe alone
   * measures, or a list that is yet to be edited. A limit of 0 allows no new ones; stored ones
   * stay.
   */
  public record Unlisted(int sources, int pairs, int pairsOfSource) {
    public static final Unlisted USUAL = new Unlisted(100, 40_000, 1_000);
    public static final Unlisted REFUSED = new Unlisted(0, 0, 0);
  }

  /** Whether a probe or pair may be stored. */
  public enum Admission {
    ADMITTED,
    /** The maximum is reached. */
    TOO_MANY,
    /** It is not in the lists, and the maximum of these is reached. */
    UNLISTED
  }

  /** One probe's. */
  private static final class Known {
    final Map<Pair, Pair> pairs = new ConcurrentHashMap<>();
    int unlisted;
  }

  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private volatile Most most = Most.USUAL;

  // guarded by this
  private Listing listing = Listing.NONE;
  private int count;
  private int unlistedPairs;
  private int unlistedSources;

  public void limit(Most limits) {
    this.most = limits;
  }

  /** Adds the stored pairs. */
  public synchronized void know(Pair pair) {
    know(pair.source());
    add(known.get(pair.source()), pair);
  }

  public synchronized void know(String source) {
    if (known.putIfAbsent(source, new Known()) == null && isBeside(source)) {
      unlistedSources++;
    }
  }

  /** Replaces the known pairs by the stored ones; pairs that arrive meanwhile are added again. */
  public synchronized void learn(Set<Pair> pairs, Set<String> sources) {
    known.clear();
    count = 0;
    unlistedPairs = 0;
    unlistedSources = 0;
    sources.forEach(this::know);
    pairs.forEach(this::know);
  }

  /** Whether data of a probe is stored. */
  public boolean isKnown(String source) {
    return known.containsKey(source);
  }

  /** Whether a probe is known, or may be added. */
  public Admission admit(String source, Listing now) {
    return known.containsKey(source) ? Admission.ADMITTED : admitNew(source, now);
  }

  private synchronized Admission admitNew(String source, Listing now) {
    take(now);
    if (known.containsKey(source)) {
      return Admission.ADMITTED;
    }
    if (isBeside(source) && unlistedSources >= most.unlisted().sources()) {
      return Admission.UNLISTED;
    }
    if (!isBeside(source) && known.size() - unlistedSources >= most.sources()) {
      return Admission.TOO_MANY;
    }
    know(source);
    return Admission.ADMITTED;
  }

  /** A pair as it is known, the same object for all its rounds; null where it is not. */
  public Pair find(Pair pair) {
    Known its = known.get(pair.source());
    return its == null ? null : its.pairs.get(pair);
  }

  /** Whether a pair of a known probe is known, or may be added. */
  public Admission admit(Pair pair, Listing now) {
    Known its = known.computeIfAbsent(pair.source(), any -> new Known());
    return its.pairs.containsKey(pair) ? Admission.ADMITTED : admitNew(its, pair, now);
  }

  private synchronized Admission admitNew(Known its, Pair pair, Listing now) {
    take(now);
    if (its.pairs.containsKey(pair)) {
      return Admission.ADMITTED;
    }
    if (isBeside(pair)) {
      if (its.unlisted >= most.unlisted().pairsOfSource()
          || unlistedPairs >= most.unlisted().pairs()) {
        return Admission.UNLISTED;
      }
    } else if (its.pairs.size() - its.unlisted >= most.pairsOfSource()
        || count - unlistedPairs >= most.pairs()) {
      return Admission.TOO_MANY;
    }
    add(its, pair);
    return Admission.ADMITTED;
  }

  private void add(Known its, Pair pair) {
    if (its.pairs.putIfAbsent(pair, pair) == null) {
      count++;
      if (isBeside(pair)) {
        its.unlisted++;
        unlistedPairs++;
      }
    }
  }

  private boolean isBeside(String source) {
    return listing.isPublished() && !listing.has(source);
  }

  private boolean isBeside(Pair pair) {
    return listing.isPublished() && !listing.has(pair);
  }

  /** Counts anew after an edit of the lists. */
  private void take(Listing now) {
    if (now.equals(listing)) {
      return;
    }
    listing = now;
    unlistedPairs = 0;
    unlistedSources = 0;
    known.forEach(
        (source, its) -> {
          its.unlisted = (int) its.pairs.keySet().stream().filter(this::isBeside).count();
          unlistedPairs += its.unlisted;
          unlistedSources += isBeside(source) ? 1 : 0;
        });
  }

  public Most most() {
    return most;
  }

  /** How many there are. */
  public synchronized int count() {
    return count;
  }

  /** How many are not in the present lists. */
  public synchronized int unlisted(Listing now) {
    take(now);
    return unlistedPairs;
  }
}
