package org.ixpqos.collector.ingest;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.ixpqos.collector.api.CollectorMetrics;
import org.ixpqos.collector.api.UnlistedRows;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.BodyShare;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.Principal;
import org.ixpqos.collector.http.RequestBody;
import org.ixpqos.collector.model.KnownPairs;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.model.StoreMovedException;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.collector.model.UploadStore;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.AcceptedTimes;
import org.ixpqos.model.wire.BadUploadException;
import org.ixpqos.model.wire.UploadReader;
import org.ixpqos.model.wire.UploadReader.Reading;
import org.ixpqos.model.wire.WireCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** POST data/probe-result: read, store, and say 200 when it is on the disk. */
public final class ReceiveResults implements Endpoint {
  private static final Logger log = LoggerFactory.getLogger(ReceiveResults.class);
  private static final String FAILED = "unable to store probe result";
  private static final long STORE_PATIENCE_S = 30;
  private static final String RETRY_AFTER_S = "5";

  /** What is about to be too old is not taken: it might be deleted before it is written. */
  private static final Duration EDGE = Duration.ofMinutes(2);

  private final BodyShare bodies = new BodyShare();
  private final UploadStore store;
  private final Timekeeper time;
  private final LastHeard heard;
  private final Kept kept;
  private final CollectorMetrics metrics;
  private final Predicate<String> hasOwnKey;

  /**
   * How far back is kept what comes in.
   *
   * @param rounds how long
   * @param gaps how long
   * @param since rounds of before were deleted
   * @param pairs which may be stored
   * @param lists what is published
   * @param unlisted told of what is not in them, and not taken
   */
  public record Kept(
      Duration rounds,
      Duration gaps,
      Supplier<Instant> since,
      KnownPairs pairs,
      Supplier<Listing> lists,
      UnlistedRows unlisted) {}

  /**
   * Receives for a store.
   *
   * @param heard told of each probe that posts
   * @param hasOwnKey whether a probe has a key of its own, which alone may post as it
   */
  public ReceiveResults(
      UploadStore store,
      Timekeeper time,
      LastHeard heard,
      Kept kept,
      CollectorMetrics metrics,
      Predicate<String> hasOwnKey) {
    this.store = store;
    this.time = time;
    this.heard = heard;
    this.kept = kept;
    this.metrics = metrics;
    this.hasOwnKey = hasOwnKey;
  }

  @Override
  public ApiResponse answer(ApiRequest call)
      throws BadRequestException, IOException, InterruptedException {
    try (BodyShare.Share share = bodies.begin(call.sender())) {
      return answer(call, share);
    } catch (BodyShare.FullException e) {
      return ApiResponse.error(503, e.getMessage()).with("Retry-After", RETRY_AFTER_S);
    }
  }

  private ApiResponse answer(ApiRequest call, BodyShare.Share share)
      throws BadRequestException, IOException, InterruptedException {
    Instant receivedAt = time.now().truncatedTo(ChronoUnit.MICROS);
    Reading reading;
    try (RequestBody body = call.body(share);
        Reader text = new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder())) {
      reading = read(body, text, receivedAt, share);
    } catch (BadUploadException e) {
      return ApiResponse.error(400, e.getMessage());
    }
    share.wasRead();
    String source = reading.upload().source();
    if (!call.caller().mayPostAs(source)) {
      return ApiResponse.error(
          403, "this key is " + call.caller().name() + "'s, it may not post as " + source);
    }
    if (call.caller().kind() == Principal.Kind.SHARED_KEY && hasOwnKey.test(source)) {
      return ApiResponse.error(
          403,
          source
              + " has a key of its own, the shared one may not post as it; give the probe its own,"
              + " or revoke that at the collector: ixpqos collector key revoke "
              + source);
    }
    Listing lists = kept.lists().get();
    KnownPairs.Admission admission = kept.pairs().admit(source, lists);
    if (admission != KnownPairs.Admission.ADMITTED) {
      return refuse(source, admission);
    }
    heard.heard(source, reading.upload().health());
    AcceptedTimes times = times(receivedAt);
    Reading accepted = times.of(reading).filtered(row -> beyond(source, row, lists));
    return store(
        new ReceivedUpload(accepted.upload(), receivedAt),
        accepted,
        times.difference(reading.upload().health()));
  }

  /** Held by the probe until its operator has mended it: a 403 takes nothing from it. */
  private ApiResponse refuse(String source, KnownPairs.Admission admission) {
    KnownPairs.Most most = kept.pairs().most();
    if (admission == KnownPairs.Admission.TOO_MANY) {
      return ApiResponse.error(
          403,
          "more than "
              + most.sources()
              + " probes post here; if they are all meant, set \"limits\".\"sources\" in"
              + " collector.json");
    }
    kept.unlisted().refused(source);
    log.warn(
        "an upload of {} is not taken, it is not in probes.json, nor are {} others that post; add it"
            + " there, or see \"unlisted\" and \"limits\".\"unlistedSources\" in collector.json",
        source,
        most.unlisted().sources());
    return ApiResponse.error(
        403,
        source
            + " is not in the collector's probes.json, nor are "
            + most.unlisted().sources()
            + " others that post; add it there, or see \"unlisted\" in collector.json");
  }

  /** Why a row's pair is one too many; null when it is not. */
  private String beyond(String source, RoundResult row, Listing lists) {
    KnownPairs.Most most = kept.pairs().most();
    Pair pair = new Pair(source, row.target(), row.proto(), row.schedule());
    return switch (kept.pairs().admit(pair, lists)) {
      case ADMITTED -> null;
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
        kept.unlisted().refused(source + " to " + row.target() + " (" + row.schedule() + ")");
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

  private AcceptedTimes times(Instant receivedAt) {
    Instant oldest = receivedAt.minus(kept.rounds()).plus(EDGE);
    Instant since = kept.since().get();
    return new AcceptedTimes(
        receivedAt,
        since.isAfter(oldest) ? since : oldest,
        receivedAt.minus(kept.gaps()),
        time.standing());
  }

  private static Reading read(
      RequestBody body, Reader text, Instant receivedAt, BodyShare.Share share) throws IOException {
    try {
      return new UploadReader(receivedAt, share::element).read(text);
    } catch (BadUploadException e) {
      body.requireSound();
      throw e;
    }
  }

  private ApiResponse store(ReceivedUpload received, Reading reading, String clocks)
      throws InterruptedException {
    String source = received.upload().source();
    try {
      StoredCounts stored = store.store(received).get(STORE_PATIENCE_S, TimeUnit.SECONDS);
      remark(source, reading, stored, clocks);
      metrics.stored(stored, reading.rejected().size());
      return ApiResponse.json(
          WireCodec.encode(
              new UploadAnswer(
                  stored.accepted(), stored.duplicates(), reading.rejected(), received.at())));
    } catch (StoreFullException e) {
      return ApiResponse.error(503, "too much is waiting to be stored; try again later")
          .with("Retry-After", RETRY_AFTER_S);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreMovedException moved) {
        return ApiResponse.error(503, moved.getMessage()).with("Retry-After", RETRY_AFTER_S);
      }
      log.error("a result of {} was not stored; see to the store's disk", source, e.getCause());
      return ApiResponse.error(500, FAILED);
    } catch (TimeoutException e) {
      log.error(
          "a result of {} was not stored within {} s; see to the store's disk",
          source,
          STORE_PATIENCE_S);
      return ApiResponse.error(500, FAILED);
    }
  }

  private static void remark(String source, Reading reading, StoredCounts stored, String clocks) {
    long held = reading.rejected().stream().filter(UploadAnswer.Rejected::retry).count();
    Optional<UploadAnswer.Rejected> first =
        reading.rejected().stream().filter(one -> !one.retry()).findFirst();
    if (first.isPresent()) {
      log.warn(
          "{} of {}'s results were refused, and will be again; the first: {}[{}]: {}",
          reading.rejected().size() - held,
          source,
          first.get().list(),
          first.get().index(),
          first.get().reason());
    }
    if (held > 0) {
      log.warn(
          "{} of {}'s results can't be taken yet, it keeps them and sends them again: {}",
          held,
          source,
          clocks.isEmpty()
              ? reading.rejected().stream()
                  .filter(UploadAnswer.Rejected::retry)
                  .findFirst()
                  .orElseThrow()
                  .reason()
              : clocks);
    } else if (!clocks.isEmpty()) {
      log.warn("{}'s results are stored, but the clocks differ: {}", source, clocks);
    }
    for (String text : reading.remarks()) {
      log.warn("{} told what was not understood, its results are stored; {}", source, text);
    }
    if (stored.conflict()) {
      log.warn(
          "{} sent batch {} again with other content; both are stored, look whether two daemons"
              + " share its name or its buffer",
          source,
          reading.upload().batch());
    }
  }
}
