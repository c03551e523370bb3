package org.ixpqos.model.wire;

import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;

/**
 * Reads the rows of an upload in the form {@link WireForm#COLUMNS}. They are a map of columns under
 * the keys of a row's JSON, in any order; unknown ones are skipped. A column is an array with a
 * cell for each row, in the order of the rows, or one cell that all rows have. Null is absent.
 *
 * <ul>
 *   <li>{@code time}, always an array, whose length is the number of rows: microseconds since 1970,
 *       each less the last before it
 *   <li>{@code name}, {@code address}, {@code schedule} and {@code timestamps}: places, from 0, in
 *       the array {@code texts}
 *   <li>the fields of {@link RoundFields}: milliseconds as a whole number of nanoseconds
 *   <li>{@code ping_quantiles}: an array a cell, of nanoseconds, each less the one before
 *   <li>{@code clock}: a map of columns
 *   <li>all others: as in JSON
 * </ul>
 *
 * <p>Cells are read where they stand among the bytes, so that they take no memory. One that can't
 * be used costs its own row, and is named as in JSON. For one upload; not thread-safe.
 */
final class RoundColumns {
  /** More than all rows of an upload have. */
  private static final int MAX_TEXTS = 4 * UploadReader.MAX_ROWS;

  /** Of a millisecond. */
  private static final long NANOS = 1_000_000;

  private static final String NANOSECONDS = "a whole number of nanoseconds";
  private static final String MOMENT = "a whole number of microseconds, of the years 0 to 9999";

  private static final long FIRST_MICROS = WireTime.micros(Instant.parse("0000-01-01T00:00:00Z"));
  private static final long LAST_MICROS =
      WireTime.micros(Instant.parse("9999-12-31T23:59:59.999999Z"));

  private final CborReader cbor;

  /** Reads single values, while {@code cbor} stands behind the columns; null before the first. */
  private CborReader values;

  private final MemberNames.Nested objects;
  private final List<Column> columns = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final List<NumberColumn> numbers = new ArrayList<>();
  private final RoundDraft draft = new RoundDraft();

  // null where there is no such column
  private Column times;
  private TextColumn names;
  private Column protos;
  private TextColumn addresses;
  private Column flags;
  private Column quantiles;
  private TextColumn schedules;
  private TextColumn timestamps;
  private Column synchronised;
  private Column errors;
  private Column stepped;
  private Column reasons;

  /** The last time that was there, microseconds. */
  private long micros;

  /** Of the row before: mostly it is the same. */
  private ClockState clock;

  /** Of the present row; null while it has none. */
  private String problem;

  private record TextColumn(Column column, TextForm form, BitSet accepted) {}

  /**
   * @param most the largest whole number, in the units of the wire
   */
  private record NumberColumn(Column column, RoundField field, long most, boolean isTime) {}

  /**
   * Finds the columns of the value that {@code cbor} stands before, and reads past it.
   *
   * @throws BadUploadException they are no columns of rows
   */
  RoundColumns(CborReader cbor, MemberNames.Nested objects) throws IOException {
    this.cbor = cbor;
    this.objects = objects;
    JsonFields fields = new JsonFields(cbor, objects);
    fields.object(key -> column(key, fields));
    Optional<String> found = fields.problem();
    if (found.isPresent()) {
      throw new BadUploadException("probes: " + found.get());
    }
    if (times == null || times.length() == Column.ONE) {
      throw new BadUploadException("probes: no time: the array of the rows' times");
    }
    for (Column column : columns) {
      if (column.length() != Column.ONE && column.length() != times.length()) {
        throw new BadUploadException(
            JsonFields.problem(
                "probes." + column.key(),
                column.length() + " cells",
                times.length() + ", one for each time, or one for all"));
      }
    }
  }

  /** How many rows there are. */
  int count() {
    return times.length();
  }

  /** As a whole number: digits beyond it would be arithmetic, not measurement. */
  static long nanos(double milliseconds) {
    return (long) Math.rint(milliseconds * NANOS);
  }

  private void column(String key, JsonFields fields) throws IOException {
    switch (key) {
      case "time" -> times = column(key);
      case "texts" -> fields.array(MAX_TEXTS, this::text);
      case "name" -> names = texts(key, TextForm.NAME);
      case "proto" -> protos = column(key);
      case "address" -> addresses = texts(key, TextForm.ADDRESS);
      case "pinged" -> flags = column(key);
      case "ping_quantiles" -> quantiles = column(key);
      case "schedule" -> schedules = texts(key, TextForm.SCHEDULE);
      case "timestamps" -> timestamps = texts(key, TextForm.TIMESTAMPS);
      case "clock" -> fields.object(this::clock);
      case "reasons" -> reasons = column(key);
      default -> number(key);
    }
  }

  private Column column(String key) throws IOException {
    CborItems cells = cbor.itemsAt(cbor.at());
    cbor.skipValue();
    Column column = new Column(key, cells);
    columns.add(column);
    return column;
  }

  private TextColumn texts(String key, TextForm form) throws IOException {
    return new TextColumn(column(key), form, new BitSet());
  }

  private void text() throws IOException {
    if (cbor.peek() != JsonToken.STRING) {
      throw new BadUploadException("probes.texts[" + texts.size() + "] is no text");
    }
    texts.add(cbor.nextString());
  }

  private void clock(String key) throws IOException {
    switch (key) {
      case "synchronised" -> synchronised = column("clock.synchronised");
      case "error_us" -> errors = column("clock.error_us");
      case "stepped" -> stepped = column("clock.stepped");
      default -> cbor.skipValue();
    }
  }

  private void number(String key) throws IOException {
    RoundField field = RoundFields.onTheWire(key).orElse(null);
    if (field == null) {
      cbor.skipValue();
      return;
    }
    boolean isTime = field.unit() == RoundField.Unit.MILLISECONDS;
    numbers.add(
        new NumberColumn(
            column(key), field, (long) (isTime ? field.max() * NANOS : field.max()), isTime));
  }

  /**
   * The next row; null when it is refused.
   *
   * @param receivedAt the time of a row that has none
   * @see #problem()
   */
  RoundResult next(Instant receivedAt) throws IOException {
    problem = null;
    draft.clear();
    draft.time = time();
    draft.target = text(names);
    draft.proto = integer(protos, 4, 6, 0);
    draft.address = text(addresses);
    draft.pinged = flag(flags);
    for (int i = 0; i < numbers.size(); i++) {
      number(numbers.get(i));
    }
    draft.quantiles = quantiles();
    draft.schedule = RoundResultReader.orEmpty(text(schedules));
    draft.timestamps = RoundResultReader.orEmpty(text(timestamps));
    draft.clock = clock();
    if (isThere(reasons)) {
      reasons.cells().skip();
      JsonFields fields = valueOf(reasons.start());
      draft.reasons = RoundResultReader.reasons(fields);
      refuse(reasons.key(), fields.problem());
    }
    draft.firstMissing().ifPresent(key -> refuse(key, RoundDraft.NOTHING, RoundDraft.GIVEN));
    try {
      return problem == null ? draft.row(receivedAt) : null;
    } catch (IllegalArgumentException e) {
      problem = e.getMessage();
      return null;
    }
  }

  /** Why the last row is refused. */
  String problem() {
    return problem;
  }

  private static boolean isThere(Column column) {
    return column != null && column.next();
  }

  private Instant time() throws IOException {
    if (!isThere(times)) {
      return null;
    }
    long more = times.cells().integer();
    // neither bound is further away than the other
    boolean isFar = Math.abs(more) > LAST_MICROS - FIRST_MICROS;
    if (more == CborItems.NO_INTEGER || isFar || !isMoment(micros + more)) {
      refuse(times.key(), found(times), MOMENT);
      return null;
    }
    micros += more;
    return WireTime.ofMicros(micros);
  }

  private static boolean isMoment(long micros) {
    return micros >= FIRST_MICROS && micros <= LAST_MICROS;
  }

  private String text(TextColumn texts) throws IOException {
    if (texts == null || !texts.column().next()) {
      return null;
    }
    long place = texts.column().cells().integer();
    if (place < 0 || place >= this.texts.size()) {
      refuse(
          texts.column().key(),
          found(texts.column()),
          "a place in texts, which has " + this.texts.size());
      return null;
    }
    String text = this.texts.get((int) place);
    if (!texts.accepted().get((int) place)) {
      if (!texts.form().accepts(text)) {
        refuse(texts.column().key(), texts.form().found(text), texts.form().allowedFor(text));
        return null;
      }
      texts.accepted().set((int) place);
    }
    return text;
  }

  private long integer(Column column, long least, long most, long absent) throws IOException {
    if (!isThere(column)) {
      return absent;
    }
    long value = column.cells().integer();
    if (value >= least && value <= most) {
      return value;
    }
    JsonFields fields = valueOf(column.start());
    Long other = fields.integer(least, most); // 4.0 is an integer too
    refuse(column.key(), fields.problem());
    return other == null ? absent : other;
  }

  private Boolean flag(Column column) throws IOException {
    if (!isThere(column)) {
      return null;
    }
    int start = column.cells().at();
    column.cells().head();
    if (column.cells().isFlag()) {
      return column.cells().info() == CborItems.TRUE;
    }
    column.cells().moveTo(start);
    column.cells().skip();
    JsonFields fields = valueOf(start);
    fields.flag();
    refuse(column.key(), fields.problem());
    return null;
  }

  private void number(NumberColumn number) throws IOException {
    Column column = number.column();
    if (!column.next()) {
      return;
    }
    RoundField field = number.field();
    if (number.isTime()) {
      long nanos = column.cells().integer();
      if (isTime(nanos, number.most(), column.key(), column.start())) {
        draft.values.set(field, (double) nanos / NANOS);
      }
    } else if (field.isInteger()) {
      long value = column.cells().integer();
      if (value >= 0 && value <= number.most()) {
        draft.values.set(field, (double) value);
      } else {
        JsonFields fields = valueOf(column.start());
        draft.values.put(field, fields.integer(0, number.most()));
        refuse(column.key(), fields.problem());
      }
    } else {
      double value = column.cells().number();
      if (value >= 0 && value <= number.most()) {
        draft.values.set(field, value);
      } else {
        JsonFields fields = valueOf(column.start());
        fields.decimal((int) number.most());
        refuse(column.key(), fields.problem());
      }
    }
  }

  /**
   * Whether nanoseconds can be of a round; refuses those that can't.
   *
   * @param start the offset of the value
   */
  private boolean isTime(long nanos, long most, String key, int start) throws IOException {
    if (nanos >= 0 && nanos <= most) {
      return true;
    }
    int longest = (int) (most / NANOS);
    if (nanos != CborItems.NO_INTEGER) {
      String milliseconds = BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString();
      refuse(key, JsonFields.shown(milliseconds), JsonFields.decimalAllowed(longest));
      return false;
    }
    JsonFields fields = valueOf(start);
    boolean isNumber = fields.decimal(longest) != null;
    refuse(key, fields.problem());
    refuse(key, isNumber ? "a fraction" : "null", isNumber ? NANOSECONDS : "numbers");
    return false;
  }

  private List<Double> quantiles() throws IOException {
    if (!isThere(quantiles)) {
      return List.of();
    }
    int most = RttSummary.QUANTILES.size();
    CborItems cells = quantiles.cells();
    cells.head();
    int length = cells.major() == CborItems.ARRAY ? cells.length() : -1;
    if (length < 0 || length > most) {
      cells.moveTo(quantiles.start());
      cells.skip();
      JsonFields fields = valueOf(quantiles.start());
      fields.array(most, values::skipValue);
      refuse(quantiles.key(), fields.problem());
      refuse(quantiles.key(), "an array of indefinite length", "a definite one");
      return List.of();
    }
    Double[] values = new Double[length];
    long nanos = 0;
    for (int i = 0; i < length; i++) {
      int start = cells.at();
      long more = cells.integer();
      boolean isTime = problem == null;
      if (isTime) {
        nanos = more == CborItems.NO_INTEGER ? more : nanos + more;
        isTime =
            isTime(nanos, RoundResultReader.LONGEST_MS * NANOS, "ping_quantiles[" + i + "]", start);
      }
      values[i] = isTime ? (double) nanos / NANOS : 0.0;
    }
    return List.of(values);
  }

  /** Null where no part of it is there. */
  private ClockState clock() throws IOException {
    Boolean isSynchronised = flag(synchronised);
    long error = integer(errors, 0, Long.MAX_VALUE, -1);
    Boolean wasStepped = flag(stepped);
    if (isSynchronised == null && error < 0 && wasStepped == null) {
      return null;
    }
    ClockState found =
        new ClockState(
            Boolean.TRUE.equals(isSynchronised),
            Math.max(0, error),
            Boolean.TRUE.equals(wasStepped));
    if (!found.equals(clock)) {
      clock = found;
    }
    return clock;
  }

  /** Reads a value as JSON's code does, which refuses it as it does. */
  private JsonFields valueOf(int start) {
    return new JsonFields(valuesAt(start), objects);
  }

  private String found(Column column) throws IOException {
    return JsonFields.found(valuesAt(column.start()));
  }

  private CborReader valuesAt(int start) {
    if (values == null) {
      values = cbor.another();
    }
    values.moveTo(start);
    return values;
  }

  private void refuse(String key, Optional<String> found) {
    if (found.isPresent() && problem == null) {
      problem = key + (found.get().startsWith("[") ? "" : ": ") + found.get();
    }
  }

  private void refuse(String key, String found, String allowed) {
    if (problem == null) {
      problem = JsonFields.problem(key, found, allowed);
    }
  }
}
