package org.ixpqos.model.wire;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Gap;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.UploadAnswer;

/**
 * Writes uploads. In JSON, rows and gaps are encoded one by one, as the buffer keeps them, and an
 * upload is their concatenation.
 *
 * <p>A row has the original's keys {@code name proto address pinged ping_min ping_max ping_avg
 * ping_jitter ping_loss} and ours beside them; an original server ignores what it does not know.
 * Times of packets are milliseconds, of the day ISO 8601 in UTC with microseconds.
 */
public final class WireCodec {
  private static final Set<RoundField> ORIGINAL =
      Set.of(
          RoundFields.MIN, RoundFields.MAX, RoundFields.AVG, RoundFields.JITTER, RoundFields.LOSS);

  private WireCodec() {}

  /** The JSON object of a row. */
  public static String encode(RoundResult row) {
    return write(
        json -> {
          json.beginObject();
          json.name("name").value(row.target());
          json.name("proto").value(row.proto());
          json.name("address").value(row.address());
          json.name("pinged").value(row.pinged());
          for (RoundField field : RoundFields.ALL) {
            writeNumber(json, field, field.of(row));
            if (field == RoundFields.MEDIAN && row.rtt() != null) {
              writeQuantiles(json, row.rtt().quantiles());
            } else if (field == RoundFields.LOSS && row.time() != null) {
              json.name("time").value(WireTime.format(row.time()));
              json.name("schedule").value(row.schedule());
            }
          }
          writeQuality(json, row);
          json.endObject();
        });
  }

  /** Absent fields are not written, except for the original's, which are null. */
  private static void writeNumber(JsonWriter json, RoundField field, Number value)
      throws IOException {
    if (value == null) {
      if (ORIGINAL.contains(field)) {
        json.name(field.wireName()).nullValue();
      }
    } else if (field.isInteger()) {
      json.name(field.wireName()).value(value.longValue());
    } else if (field.unit() == RoundField.Unit.MILLISECONDS) {
      json.name(field.wireName()).value(milliseconds(value.doubleValue()));
    } else {
      json.name(field.wireName()).value(value.doubleValue());
    }
  }

  private static void writeQuantiles(JsonWriter json, List<Double> quantiles) throws IOException {
    if (quantiles.isEmpty()) {
      return;
    }
    json.name("ping_quantiles").beginArray();
    for (double quantile : quantiles) {
      json.value(milliseconds(quantile));
    }
    json.endArray();
  }

  private static void writeQuality(JsonWriter json, RoundResult row) throws IOException {
    if (!row.timestamps().isEmpty()) {
      json.name("timestamps").value(row.timestamps());
    }
    ClockState clock = row.clock();
    if (clock != null) {
      json.name("clock").beginObject();
      json.name("synchronised").value(clock.synchronised());
      json.name("error_us").value(clock.errorMicros());
      json.name("stepped").value(clock.stepped());
      json.endObject();
    }
    if (!row.reasons().isEmpty()) {
      json.name("reasons");
      writeReasons(json, row.reasons());
    }
  }

  static void writeReasons(JsonWriter json, List<Reason> reasons) throws IOException {
    json.beginArray();
    for (Reason reason : reasons) {
      json.beginObject();
      json.name("state").value(reason.state());
      json.name("reason").value(reason.reason());
      json.name("from").value(reason.from());
      json.name("count").value(reason.count());
      json.endObject();
    }
    json.endArray();
  }

  /** The JSON object of a gap. */
  public static String encode(Gap gap) {
    return write(json -> writeGap(json, gap));
  }

  private static void writeGap(JsonWriter json, Gap gap) throws IOException {
    json.beginObject();
    json.name("from").value(WireTime.format(gap.from()));
    json.name("until").value(WireTime.format(gap.until()));
    json.name("reason").value(gap.reason());
    json.name("schedule").value(gap.schedule());
    json.name("rounds").value(gap.rounds());
    json.endObject();
  }

  /**
   * The JSON of an upload whose rows and gaps were encoded before; {@code upload}'s own lists are
   * not read.
   */
  public static String encode(Upload upload, List<String> rows, List<String> gaps) {
    return write(
        json ->
            writeUpload(
                json,
                upload,
                () -> writeEncoded(json, rows),
                gaps.isEmpty() ? null : () -> writeEncoded(json, gaps)));
  }

  /** An upload in the form {@link WireForm#COLUMNS}. */
  public static byte[] encodeColumns(Upload upload) {
    CborWriter cbor = new CborWriter();
    try {
      writeUpload(
          cbor,
          upload,
          () -> new ColumnWriter(cbor, upload.rows()).write(),
          upload.gaps().isEmpty() ? null : () -> writeGaps(cbor, upload.gaps()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cbor.toBytes();
  }

  private interface Part {
    void write() throws IOException;
  }

  /**
   * @param gaps null where there are none
   */
  private static void writeUpload(JsonWriter json, Upload upload, Part rows, Part gaps)
      throws IOException {
    json.beginObject();
    json.name("source").value(upload.source());
    if (upload.batch() != null) {
      json.name("batch").value(upload.batch().toString());
      json.name("epoch").value(upload.epoch());
      json.name("seq").value(upload.seq());
      json.name("version").value(upload.version());
    }
    writeHealth(json, upload.health());
    json.name("probes");
    rows.write();
    if (gaps != null) {
      json.name("gaps");
      gaps.write();
    }
    json.endObject();
  }

  private static void writeGaps(JsonWriter json, List<Gap> gaps) throws IOException {
    json.beginArray();
    for (Gap gap : gaps) {
      writeGap(json, gap);
    }
    json.endArray();
  }

  private static void writeHealth(JsonWriter json, ProbeHealth health) throws IOException {
    if (health == null) {
      return;
    }
    json.name("health").beginObject();
    json.name("sent_at").value(WireTime.format(health.sentAt()));
    json.name("started_at").value(WireTime.format(health.startedAt()));
    json.name("backlog").value(health.backlog());
    json.name("dropped").value(health.dropped());
    json.name("local_drops").value(health.localDrops());
    json.name("configuration").value(health.configuration());
    if (!health.periods().isEmpty()) {
      json.name("periods");
      SchedulePeriods.write(json, health.periods());
    }
    if (!health.stopping().isEmpty()) {
      json.name("stopping").value(health.stopping());
    }
    json.endObject();
  }

  private static void writeEncoded(JsonWriter json, List<String> objects) throws IOException {
    json.beginArray();
    for (String object : objects) {
      json.jsonValue(object);
    }
    json.endArray();
  }

  /** The JSON of an answer to an upload. */
  public static String encode(UploadAnswer answer) {
    return write(
        json -> {
          json.beginObject();
          json.name("status").value("ok");
          json.name("accepted").value(answer.accepted());
          json.name("duplicates").value(answer.duplicates());
          json.name("rejected").beginArray();
          for (UploadAnswer.Rejected rejected : answer.rejected()) {
            json.beginObject();
            json.name("list").value(rejected.list());
            json.name("index").value(rejected.index());
            json.name("reason").value(rejected.reason());
            if (rejected.retry()) {
              json.name("retry").value(true);
            }
            json.endObject();
          }
          json.endArray();
          json.name("server_time").value(time(answer.serverTime()));
          json.endObject();
        });
  }

  private static String time(Instant instant) {
    return instant == null ? null : WireTime.format(instant);
  }

  /** Rounded to the nanosecond: digits beyond it would be arithmetic, not measurement. */
  private static double milliseconds(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }

  private interface Body {
    void writeTo(JsonWriter json) throws IOException;
  }

  private static String write(Body body) {
    TextWriter text = new TextWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      body.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A {@link java.io.StringWriter} without its locks, which cost as much as the writing. */
  private static final class TextWriter extends Writer {
    private final StringBuilder text = new StringBuilder(1024);

    @Override
    public void write(int character) {
      text.append((char) character);
    }

    @Override
    public void write(String part) {
      text.append(part);
    }

    @Override
    public void write(String part, int from, int length) {
      text.append(part, from, from + length);
    }

    @Override
    public void write(char[] part, int from, int length) {
      text.append(part, from, length);
    }

    @Override
    public TextWriter append(CharSequence part) {
      text.append(part);
      return this;
    }

    @Override
    public void flush() {
      // it holds nothing back
    }

    @Override
    public void close() {
      // nothing to let go
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
