package org.ixpqos.collector.ingest;

import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ixpqos.collector.http.Principal;
import org.ixpqos.collector.model.KnownPairs;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.RoundResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which key may post as which probe, and which probes and pairs may be stored. Thread-safe.
 */
public final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  private final KnownPairs pairs;
  private final Supplier<Listing> lists;
  private final Predicate<String> hasOwnKey;
  private final UnlistedRows unlisted;
  private final Supplier<UnaryOperator<String>> names;
  private final RefusedPosts refused;

  /**
   * @param pairs the stored pairs, and their maximum
   * @param lists the published lists
   * @param hasOwnKey whether a probe has a key of its own, which alone may post as that probe
   * @param unlisted records rows that are refused because the lists do not have them
   * @param names the present names of probes, by present and former ones; asked once an upload
   * @param refused records uploads that are refused for their key
   */
  public Admission(
      KnownPairs pairs,
      Supplier<Listing> lists,
      Predicate<String> hasOwnKey,
      UnlistedRows unlisted,
      Supplier<UnaryOperator<String>> names,
      RefusedPosts refused) {
    this.pairs = pairs;
    this.lists = lists;
    this.hasOwnKey = hasOwnKey;
    this.unlisted = unlisted;
    this.names = names;
    this.refused = refused;
  }

  /** The present names of probes, for one upload: each call reads the times of the files. */
  UnaryOperator<String> names() {
    return names.get();
  }

  /** An upload in a probe's name came with an unknown key. */
  void wrongKey(String named, String from) {
    refused.refused(names().apply(named), RefusedPosts.Reason.WRONG_KEY, "", from);
  }

  /** The lists that one upload is admitted by. */
  Listing lists() {
    return lists.get();
  }

  /**
   * Admits an upload. A probe keeps results refused with 403 until its operator has corrected the
   * cause. An upload under a former name belongs to the probe too.
   *
   * @param from the client's address
   * @param named the name in the upload
   * @param source the probe's present name
   * @throws RefusedException the key is not this probe's, or the maximum of probes is reached
   */
  void admit(Principal caller, String from, String named, String source, Listing listing)
      throws RefusedException {
    if (!caller.mayPostAs(named) && !caller.mayPostAs(source)) {
      refused.refused(source, RefusedPosts.Reason.ANOTHERS_KEY, caller.name(), from);
      throw new RefusedException(
          403,
          "this key is "
              + caller.name()
              + "'s, it may not post as "
              + named
              + "; if "
              + named
              + " is what "
              + caller.name()
              + " was called before: ixpqos collector probe rename "
              + named
              + " "
              + caller.name());
    }
    if (caller.kind() == Principal.Kind.SHARED_KEY
        && (hasOwnKey.test(source) || hasOwnKey.test(named))) {
      refused.refused(source, RefusedPosts.Reason.SHARED_KEY, "", from);
      throw new RefusedException(
          403,
          named
              + " has a key of its own, the shared one may not post as it; give the probe its own,"
              + " or revoke that at the collector: ixpqos collector key revoke "
              + source);
    }
    KnownPairs.Most most = pairs.most();
    switch (pairs.admit(source, listing)) {
      case ADMITTED -> {}
      case TOO_MANY ->
          throw new RefusedException(
              403,
              "more than "
                  + most.sources()
                  + " probes post here; if they are all meant, set \"limits\".\"sources\" in"
                  + " collector.json");
      case UNLISTED -> {
        unlisted.refused(source);
        log.warn(
            "an upload of {} is not taken, it is not in probes.json, nor are {} others that post;"
                + " add it there, or see \"unlisted\" and \"limits\".\"unlistedSources\" in"
                + " collector.json",
            source,
            most.unlisted().sources());
        throw new RefusedException(
            403,
            source
                + " is not in the collector's probes.json, nor are "
                + most.unlisted().sources()
                + " others that post; add it there, or see \"unlisted\" in collector.json");
      }
    }
  }

  /**
   * Why a round is not stored: the maximum of pairs is reached. Null when the round may be stored.
   *
   * @param admitted receives the pair of a round that may be stored
   */
  String refusal(String source, RoundResult row, Listing listing, Consumer<Pair> admitted) {
    Pair pair = Pair.of(source, row);
    Pair known = pairs.find(pair);
    if (known != null) {
      admitted.accept(known);
      return null;
    }
    KnownPairs.Most most = pairs.most();
    return switch (pairs.admit(pair, listing)) {
      case ADMITTED -> {
        admitted.accept(pair);
        yield null;
      }
      case TOO_MANY ->
          "more than "
              + most.pairsOfSource()
              + " pairs of "
              + source
              + ", or "
              + most.pairs()
              + " in all; if they are all meant, set \"limits\".\"pairsOfSource\" and \"pairs\" in"
              + " collector.json";
      case UNLISTED -> {
        unlisted.refused(source + " to " + row.target() + " (" + row.schedule() + ")");
        yield "the pair is not in the collector's probes.json and schedule.json, nor are "
            + most.unlisted().pairsOfSource()
            + " others of "
            + source
            + ", or "
            + most.unlisted().pairs()
            + " in all; add it there, or see \"unlisted\" in collector.json";
      }
    };
  }
}
