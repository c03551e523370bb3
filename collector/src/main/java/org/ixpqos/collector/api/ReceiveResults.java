package org.ixpqos.collector.api;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.ixpqos.collector.http.Answer;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Call;
import org.ixpqos.collector.http.Caller;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.RequestBody;
import org.ixpqos.collector.store.Intake;
import org.ixpqos.collector.store.Received;
import org.ixpqos.collector.store.StoreFullException;
import org.ixpqos.collector.store.Stored;
import org.ixpqos.wire.BadUploadException;
import org.ixpqos.wire.UploadAnswer;
import org.ixpqos.wire.UploadReader;
import org.ixpqos.wire.UploadReader.Reading;
import org.ixpqos.wire.WireCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** POST data/probe-result: read, store, and say 200 when it is on the disk. */
public final class ReceiveResults implements Endpoint {
  private static final Logger log = LoggerFactory.getLogger(ReceiveResults.class);
  private static final String FAILED = "unable to store probe result";
  private static final long STORE_PATIENCE_S = 30;
  private static final String RETRY_AFTER_S = "5";

  private final Intake store;
  private final Clock clock;
  private final Duration retention;
  private final CollectorMetrics metrics;
  private final Predicate<String> hasOwnKey;

  /**
   * Receives for a store.
   *
   * @param retention results older than this are refused
   * @param hasOwnKey whether a probe has a key of its own, which alone may post as it
   */
  public ReceiveResults(
      Intake store,
      Clock clock,
      Duration retention,
      CollectorMetrics metrics,
      Predicate<String> hasOwnKey) {
    this.store = store;
    this.clock = clock;
    this.retention = retention;
    this.metrics = metrics;
    this.hasOwnKey = hasOwnKey;
  }

  @Override
  public Answer answer(Call call) throws BadRequestException, IOException, InterruptedException {
    Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Reading reading;
    try (RequestBody body = call.body();
        Reader text = new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder())) {
      reading = read(body, text, receivedAt);
    } catch (BadUploadException e) {
      return Answer.error(400, e.getMessage());
    }
    String source = reading.upload().source();
    if (!call.caller().mayPostAs(source)) {
      return Answer.error(
          403, "this key is " + call.caller().name() + "'s, it may not post as " + source);
    }
    if (call.caller().kind() == Caller.Kind.SHARED_KEY && hasOwnKey.test(source)) {
      return Answer.error(
          403,
          source
              + " has a key of its own, the shared one may not post as it; give the probe its own,"
              + " or revoke that at the collector: ixpqos collector key revoke "
              + source);
    }
    return store(new Received(reading.upload(), receivedAt), reading);
  }

  private Reading read(RequestBody body, Reader text, Instant receivedAt) throws IOException {
    try {
      return new UploadReader(receivedAt, retention).read(text);
    } catch (BadUploadException e) {
      body.requireSound();
      throw e;
    }
  }

  private Answer store(Received received, Reading reading) throws InterruptedException {
    String source = received.upload().source();
    try {
      Stored stored = store.store(received).get(STORE_PATIENCE_S, TimeUnit.SECONDS);
      remark(source, reading, stored);
      metrics.stored(stored, reading.rejected().size());
      return Answer.json(
          WireCodec.encode(
              new UploadAnswer(
                  stored.accepted(), stored.duplicates(), reading.rejected(), received.at())));
    } catch (StoreFullException e) {
      return Answer.error(503, "too much is waiting to be stored; try again later")
          .with("Retry-After", RETRY_AFTER_S);
    } catch (ExecutionException e) {
      log.error("a result of {} was not stored; see to the store's disk", source, e.getCause());
      return Answer.error(500, FAILED);
    } catch (TimeoutException e) {
      log.error(
          "a result of {} was not stored within {} s; see to the store's disk",
          source,
          STORE_PATIENCE_S);
      return Answer.error(500, FAILED);
    }
  }

  private static void remark(String source, Reading reading, Stored stored) {
    if (!reading.rejected().isEmpty()) {
      log.warn(
          "{} of {}'s results were refused, and will be again; the first: {}",
          reading.rejected().size(),
          source,
          reading.rejected().get(0));
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
