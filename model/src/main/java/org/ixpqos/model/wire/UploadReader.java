package org.ixpqos.model.wire;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ixpqos.model.Gap;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.clock.ClockStanding;

/**
 * Reads the body of a POST, ours or an original client's. A row or gap that can't be stored is left
 * out and named, so that it does not affect the others. Unknown keys are skipped.
 *
 * <p>One for each body; not thread-safe.
 */
public final class UploadReader {
  /** Elements that one array may have. */
  public static final int MAX_ROWS = 10_000;

  /** How far a probe's clock may be ahead of the collector's. */
  public static final Duration MAX_AHEAD = Duration.ofMinutes(10);

  private static final int NESTING_LIMIT = 64;

  /** The maximum of remarks about parts that were not understood, beside the rows. */
  private static final int MAX_REMARKS = 10;

  private final Instant receivedAt;
  private final AcceptedTimes accepted;
  private final Meter meter;
  private final MemberNames keys = new MemberNames();
  private final MemberNames.Nested objects = new MemberNames.Nested();

  private final List<UploadAnswer.Rejected> rejected = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final List<RoundResult> rows = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private String source;
  private UUID batch;
  private String epoch = "";
  private long seq;
  private String version = "";
  private ProbeHealth health;
  private boolean hasRows;

  /**
   * The result of reading.
   *
   * @param upload without the rejected parts
   * @param rejected rows and gaps that were left out
   * @param remarks other parts that were not understood, and treated as absent
   */
  public record Reading(Upload upload, List<UploadAnswer.Rejected> rejected, List<String> remarks) {
    /** The same without some rows, which may be accepted later: their probe keeps them. */
    public Reading filtered(Function<RoundResult, String> problem) {
      return without(
          row -> {
            String reason = problem.apply(row);
            return reason == null ? null : new Refusal(reason, true);
          },
          gap -> null);
    }

    /** The same where probes have other names. */
    public Reading renamed(UnaryOperator<String> names) {
      return new Reading(upload.renamed(names), rejected, remarks);
    }

    /** The same without rows and gaps for which there is a refusal. */
    Reading without(Function<RoundResult, Refusal> ofRow, Function<Gap, Refusal> ofGap) {
      List<UploadAnswer.Rejected> all = new ArrayList<>(rejected);
      List<RoundResult> rows = accepted("probes", upload.rows(), all, ofRow);
      List<Gap> gaps = accepted("gaps", upload.gaps(), all, ofGap);
      if (all.size() == rejected.size()) {
        return this;
      }
      all.sort(
          Comparator.comparing(UploadAnswer.Rejected::list, Comparator.reverseOrder())
              .thenComparingInt(UploadAnswer.Rejected::index));
      return new Reading(upload.with(rows, gaps), all, remarks);
    }

    private static <T> List<T> accepted(
        String list,
        List<T> all,
        List<UploadAnswer.Rejected> rejected,
        Function<T, Refusal> problem) {
      Set<Integer> before = new HashSet<>();
      rejected.stream()
          .filter(one -> one.list().equals(list))
          .forEach(one -> before.add(one.index()));
      List<T> accepted = new ArrayList<>(all.size());
      int index = 0;
      for (T one : all) {
        while (before.contains(index)) {
          index++;
        }
        Refusal refusal = problem.apply(one);
        if (refusal == null) {
          accepted.add(one);
        } else {
          rejected.add(new UploadAnswer.Rejected(list, index, refusal.reason(), refusal.retry()));
        }
        index++;
      }
      return accepted;
    }
  }

  /**
   * Why a row or gap is refused.
   *
   * @param retry whether that may pass with time
   */
  record Refusal(String reason, boolean retry) {}

  /** Called before each row and gap is read; may end the reading. */
  public interface Meter {
    void element() throws IOException;
  }

  /**
   * Makes the reader of one request, which leaves the times as they are.
   *
   * @param receivedAt when the request came in; the time of an original client's rows
   */
  public UploadReader(Instant receivedAt, Meter meter) {
    this(receivedAt, null, meter);
  }

  /**
   * Makes the reader of one request, which takes both clocks for right.
   *
   * @param receivedAt when the request came in; the time of an original client's rows
   * @param retention rows older than this are refused
   */
  public UploadReader(Instant receivedAt, Duration retention) {
    this(
        receivedAt,
        new AcceptedTimes(
            receivedAt,
            receivedAt.minus(retention),
            receivedAt.minus(retention),
            () -> new ClockStanding(ClockStanding.State.CONFIRMED, 1, 1, Duration.ZERO)),
        () -> {});
  }

  private UploadReader(Instant receivedAt, AcceptedTimes accepted, Meter meter) {
    this.receivedAt = receivedAt;
    this.accepted = accepted;
    this.meter = meter;
  }

  /**
   * Reads the whole body, which is JSON.
   *
   * @throws BadUploadException the text is no upload; the message has the reason
   * @throws UploadTooLargeException it has too many rows
   * @throws IOException the text can't be read to its end
   */
  public Reading read(Reader text) throws IOException {
    JsonReader json = new JsonReader(text);
    json.setStrictness(Strictness.STRICT);
    json.setNestingLimit(NESTING_LIMIT);
    return read(json, "JSON", () -> readList(json, "probes", this::readRow));
  }

  /**
   * Reads the whole body, of the form {@link WireForm#COLUMNS}.
   *
   * @throws BadUploadException the bytes are no upload; the message has the reason
   * @throws UploadTooLargeException it has too many rows
   * @throws IOException the meter ended the reading
   */
  public Reading readColumns(byte[] body) throws IOException {
    CborReader cbor = new CborReader(body);
    return read(cbor, "CBOR", () -> readColumns(cbor));
  }

  private interface RowsReader {
    void read() throws IOException;
  }

  private Reading read(JsonReader json, String form, RowsReader rowsReader) throws IOException {
    try {
      if (json.peek() != JsonToken.BEGIN_OBJECT) {
        throw new BadUploadException("the body is not a " + form + " object");
      }
      readObject(json, rowsReader);
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new BadUploadException("more text after the end of the object");
      }
    } catch (EOFException e) {
      throw new BadUploadException(
          "broken " + form + ": it ends too early, at " + JsonFields.plain(json.getPath()));
    } catch (MalformedJsonException e) {
      throw new BadUploadException("broken " + form + " at " + JsonFields.plain(json.getPath()));
    } catch (CharacterCodingException e) {
      throw new BadUploadException(
          "bytes that are not UTF-8, at " + JsonFields.plain(json.getPath()));
    }
    if (source == null) {
      throw new BadUploadException("no source: the name of the probe that measured");
    }
    if (!hasRows) {
      throw new BadUploadException("no probes: the array of results");
    }
    Reading all =
        new Reading(
            new Upload(source, batch, epoch, seq, version, health, rows, gaps), rejected, remarks);
    return accepted == null ? all : accepted.of(all);
  }

  private void readObject(JsonReader json, RowsReader rowsReader) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      if (key.length() > JsonFields.LONGEST_NAME) {
        throw new BadUploadException(
            "a key of "
                + key.length()
                + " characters; allowed: at most "
                + JsonFields.LONGEST_NAME);
      }
      if (!keys.add(key)) {
        throw new BadUploadException(JsonFields.plain(key) + ": found twice; allowed: once");
      }
      switch (key) {
        case "probes" -> {
          rowsReader.read();
          hasRows = true;
        }
        case "gaps" -> readList(json, key, this::readGap);
        default -> readField(key, new JsonFields(json, objects));
      }
    }
    json.endObject();
  }

  private void readField(String key, JsonFields fields) throws IOException {
    switch (key) {
      case "source" -> source = fields.text(TextForm.NAME);
      case "batch" -> batch = uuid(fields);
      case "epoch" -> epoch = RoundResultReader.orEmpty(fields.text(64));
      case "seq" -> seq = RoundResultReader.orZero(fields.integer(0, Long.MAX_VALUE));
      case "version" -> version = RoundResultReader.orEmpty(fields.text(64));
      case "health" -> health = new HealthReader(fields).read();
      default -> fields.skip();
    }
    Optional<String> problem = fields.problem();
    if (problem.isPresent() && key.equals("source")) {
      throw new BadUploadException("source: " + problem.get());
    }
    if (problem.isPresent() && remarks.size() < MAX_REMARKS) {
      remarks.add(JsonFields.plain(key) + ": " + problem.get());
    }
  }

  private interface ElementReader {
    void read(JsonFields fields) throws IOException;
  }

  private void readList(JsonReader json, String list, ElementReader element) throws IOException {
    if (json.peek() != JsonToken.BEGIN_ARRAY) {
      throw new BadUploadException(list + " is not an array");
    }
    json.beginArray();
    for (int index = 0; json.hasNext(); index++) {
      if (index == MAX_ROWS) {
        throw tooMany(list);
      }
      meter.element();
      JsonFields fields = new JsonFields(json, objects);
      element.read(fields);
      int place = index;
      fields
          .problem()
          .ifPresent(reason -> rejected.add(new UploadAnswer.Rejected(list, place, reason)));
    }
    json.endArray();
  }

  private static UploadTooLargeException tooMany(String list) {
    return new UploadTooLargeException(
        "more than " + MAX_ROWS + " " + list + " in one body; send them in parts");
  }

  private void readColumns(CborReader cbor) throws IOException {
    RoundColumns columns = new RoundColumns(cbor, objects);
    if (columns.count() > MAX_ROWS) {
      throw tooMany("probes");
    }
    for (int index = 0; index < columns.count(); index++) {
      meter.element();
      RoundResult row = columns.next(receivedAt);
      if (row == null) {
        rejected.add(new UploadAnswer.Rejected("probes", index, columns.problem()));
      } else {
        rows.add(row);
      }
    }
  }

  private void readRow(JsonFields fields) throws IOException {
    RoundResult row = new RoundResultReader(fields).read(receivedAt);
    if (row != null) {
      rows.add(row);
    }
  }

  private void readGap(JsonFields fields) throws IOException {
    Gap gap = new GapReader(fields).read();
    if (gap != null) {
      gaps.add(gap);
    }
  }

  private static UUID uuid(JsonFields fields) throws IOException {
    String text = fields.text(36);
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      fields.refuse("", JsonFields.shown(text), "a UUID");
      return null;
    }
  }
}
