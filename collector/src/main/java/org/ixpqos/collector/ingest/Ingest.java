package org.ixpqos.collector.ingest;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.BodyShare;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.RequestBody;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.model.StoreMovedException;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.collector.model.UploadStore;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.AcceptedTimes;
import org.ixpqos.model.wire.BadUploadException;
import org.ixpqos.model.wire.UploadReader;
import org.ixpqos.model.wire.UploadReader.Reading;
import org.ixpqos.model.wire.WireCodec;
import org.ixpqos.model.wire.WireForm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * POST data/probe-result: the steps of an upload in the collector, from its receipt to its
 * announcement. {@link #ingest} has them in order.
 *
 * <p>A request that comes here has a valid key: {@link org.ixpqos.collector.http.AccessFilter} has
 * checked that. The name of the probe is in the body, so the body is decoded before the upload is
 * admitted.
 */
public final class Ingest implements Endpoint {
  private static final Logger log = LoggerFactory.getLogger(Ingest.class);
  private static final String FAILED = "unable to store probe result";
  private static final String FORMS = WireForm.all();
  private static final long COMMIT_TIMEOUT_S = 30;

  private final BodyShare bodies = new BodyShare();
  private final Timekeeper time;
  private final Admission admission;
  private final Supplier<AcceptedAges> ages;
  private final BiConsumer<String, ProbeHealth> contacts;
  private final UploadStore store;
  private final Announcer announcer;
  private final IngestListener metrics;

  /**
   * @param ages the configured maximum ages
   * @param contacts receives each probe that posts, and its health, which may be null
   */
  public Ingest(
      Timekeeper time,
      Admission admission,
      Supplier<AcceptedAges> ages,
      BiConsumer<String, ProbeHealth> contacts,
      UploadStore store,
      Announcer announcer,
      IngestListener metrics) {
    this.time = time;
    this.admission = admission;
    this.ages = ages;
    this.contacts = contacts;
    this.store = store;
    this.announcer = announcer;
    this.metrics = metrics;
  }

  /**
   * The stored and the refused parts of an upload.
   *
   * @param pairs of the rows that are stored
   * @param clocks the difference of the probe's clock and the collector's; empty when they agree
   */
  private record Admitted(Reading reading, List<Pair> pairs, Instant receivedAt, String clocks) {
    ReceivedUpload upload() {
      return new ReceivedUpload(reading.upload(), pairs, receivedAt);
    }
  }

  @Override
  public ApiResponse answer(ApiRequest request)
      throws BadRequestException, IOException, InterruptedException {
    try (BodyShare.Share share = bodies.begin(request.sender())) {
      return ingest(request, share);
    } catch (BodyShare.FullException e) {
      return RefusedException.busy(e.getMessage()).response();
    } catch (RefusedException e) {
      return e.response();
    }
  }

  @Override
  public String acceptPost() {
    return FORMS;
  }

  /** Finds the claimed source of an upload that is refused before it is read. */
  @Override
  public void refused(ApiRequest request, ApiResponse answer) {
    String source = ClaimedSource.in(request);
    request.claims(source);
    if (answer.status() == 403 && !source.isEmpty()) {
      admission.wrongKey(source, request.address());
    }
  }

  /**
   * The five steps: receive, decode, admit, commit, announce. A step that fails ends the request
   * with a response that shows the probe whether to send the upload again.
   */
  private ApiResponse ingest(ApiRequest request, BodyShare.Share share)
      throws RefusedException, BadRequestException, IOException, InterruptedException {
    Instant receivedAt = time.now().truncatedTo(ChronoUnit.MICROS);
    WireForm form =
        request
            .form()
            .orElseThrow(() -> new RefusedException(415, "Content-Type: allowed: " + FORMS));
    RequestBody body = receive(request, share);
    Reading reading = decode(body, form, share, receivedAt);
    request.claims(reading.upload().source());
    Admitted admitted = admit(request, reading, receivedAt);
    if (isQuestion(reading)) {
      return confirm(admitted, new StoredCounts(0, 0, false));
    }
    StoredCounts stored = commit(admitted, counts -> announce(admitted, counts));
    return confirm(admitted, stored);
  }

  /** An upload without results and health is a question whether results would be accepted. */
  private static boolean isQuestion(Reading reading) {
    return reading.upload().health() == null
        && reading.upload().rows().isEmpty()
        && reading.upload().gaps().isEmpty()
        && reading.rejected().isEmpty();
  }

  /**
   * Reserves a place among the bodies that are read at once, within the limits of size and memory.
   */
  private static RequestBody receive(ApiRequest request, BodyShare.Share share)
      throws BadRequestException, IOException {
    return request.body(share);
  }

  private static Reading decode(
      RequestBody body, WireForm form, BodyShare.Share share, Instant receivedAt)
      throws RefusedException, IOException {
    try (body) {
      UploadReader reader = new UploadReader(receivedAt, share::element);
      return switch (form) {
        case JSON -> readJson(body, reader);
        case COLUMNS -> reader.readColumns(body.readAllBytes());
      };
    } catch (BadUploadException e) {
      throw new RefusedException(400, e.getMessage());
    } finally {
      share.wasRead();
    }
  }

  /** Reads the body as it arrives; the text itself is never held in memory. */
  private static Reading readJson(RequestBody body, UploadReader reader) throws IOException {
    Reader text = new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder());
    try {
      return reader.read(text);
    } catch (BadUploadException e) {
      // a body damaged in transit is not refused, but requested again
      body.requireSound();
      throw e;
    }
  }

  /** Refuses an upload, or those of its rounds and gaps, that may not be stored. */
  private Admitted admit(ApiRequest request, Reading reading, Instant receivedAt)
      throws RefusedException {
    Reading named = reading.renamed(admission.names());
    String source = named.upload().source();
    ProbeHealth health = named.upload().health();
    Listing lists = admission.lists();
    admission.admit(request.caller(), request.address(), reading.upload().source(), source, lists);
    if (!isQuestion(reading)) {
      contacts.accept(source, health);
    }
    AcceptedTimes times = ages.get().at(receivedAt, time::standing);
    List<Pair> pairs = new ArrayList<>();
    Reading rest =
        times.of(named).filtered(row -> admission.refusal(source, row, lists, pairs::add));
    return new Admitted(rest, pairs, receivedAt, times.difference(health));
  }

  /** Returns once the upload is on the disk. */
  private StoredCounts commit(Admitted admitted, Consumer<StoredCounts> committed)
      throws RefusedException, InterruptedException {
    String source = admitted.reading().upload().source();
    try {
      return store.store(admitted.upload(), committed).get(COMMIT_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (StoreFullException e) {
      throw RefusedException.busy("too much is waiting to be stored; try again later");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreMovedException moved) {
        throw RefusedException.busy(moved.getMessage());
      }
      log.error("a result of {} was not stored; see to the store's disk", source, e.getCause());
      throw new RefusedException(500, FAILED);
    } catch (TimeoutException e) {
      log.error(
          "a result of {} was not stored within {} s; see to the store's disk",
          source,
          COMMIT_TIMEOUT_S);
      throw new RefusedException(500, FAILED);
    }
  }

  /**
   * On the store's thread: in the order of the commits, independent of the order of the responses.
   */
  private void announce(Admitted admitted, StoredCounts stored) {
    if (stored.accepted() > 0) {
      announcer.announce(admitted.upload());
    }
  }

  /** Answers 200, with the refused rows: the upload is on the disk, and the probe deletes it. */
  private ApiResponse confirm(Admitted admitted, StoredCounts stored) {
    Reading reading = admitted.reading();
    UploadRemarks.log(reading, stored, admitted.clocks());
    metrics.stored(stored, reading.rejected().size());
    return ApiResponse.json(
        WireCodec.encode(
            new UploadAnswer(
                stored.accepted(),
                stored.duplicates(),
                reading.rejected(),
                admitted.receivedAt())));
  }
}
