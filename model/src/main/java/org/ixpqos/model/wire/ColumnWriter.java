package org.ixpqos.model.wire;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;

/**
 * Writes rows as columns: a map with an array for each part of a row, in the order of the rows.
 * {@link RoundColumns} has the form, and reads it. For one upload.
 */
final class ColumnWriter {
  private final CborWriter out;
  private final List<RoundResult> rows;

  /** The cells of one column. */
  private final CborWriter cells = new CborWriter();

  private final Map<String, Integer> texts = new LinkedHashMap<>();

  ColumnWriter(CborWriter out, List<RoundResult> rows) {
    this.out = out;
    this.rows = rows;
  }

  /** Writes one cell. */
  private interface Cell {
    void write(RoundResult row) throws IOException;
  }

  void write() throws IOException {
    out.beginObject();
    times();
    column("name", row -> text(row.target()));
    column("proto", row -> cells.value(row.proto()));
    column("address", row -> text(row.address()));
    column("pinged", row -> cells.value(row.pinged()));
    for (RoundField field : RoundFields.ALL) {
      column(field.wireName(), row -> number(field, field.of(row)));
    }
    column(
        "ping_quantiles", row -> quantiles(row.rtt() == null ? List.of() : row.rtt().quantiles()));
    column("schedule", row -> text(row.schedule()));
    column("timestamps", row -> text(row.timestamps()));
    clocks();
    column("reasons", this::reasons);
    out.name("texts");
    out.array(texts.size());
    for (String text : texts.keySet()) {
      out.value(text);
    }
    out.endObject();
  }

  private void times() {
    out.name("time");
    out.array(rows.size());
    long before = 0;
    for (RoundResult row : rows) {
      if (row.time() == null) {
        out.nullValue();
      } else {
        long micros = WireTime.micros(row.time());
        out.value(micros - before);
        before = micros;
      }
    }
  }

  /** A column that no row has is not written; a number that all of them have is written once. */
  private void column(String key, Cell cell) throws IOException {
    cells.clear();
    int first = 0;
    boolean isSame = true;
    for (RoundResult row : rows) {
      int start = cells.size();
      cell.write(row);
      first = start == 0 ? cells.size() : first;
      isSame = isSame && cells.repeats(start, first);
    }
    if (isSame && (rows.isEmpty() || cells.isNullAt(0))) {
      return;
    }
    out.name(key);
    if (isSame && cells.majorAt(0) != CborItems.ARRAY) {
      out.append(cells, first);
    } else {
      out.array(rows.size());
      out.append(cells, cells.size());
    }
  }

  private void text(String text) {
    if (text == null || text.isEmpty()) {
      cells.nullValue();
    } else {
      cells.value((long) texts.computeIfAbsent(text, added -> texts.size()));
    }
  }

  private void number(RoundField field, Number value) {
    if (value == null) {
      cells.nullValue();
    } else if (field.isInteger()) {
      cells.value(value.longValue());
    } else if (field.unit() == RoundField.Unit.MILLISECONDS) {
      cells.value(RoundColumns.nanos(value.doubleValue()));
    } else {
      cells.value(value.doubleValue());
    }
  }

  private void quantiles(List<Double> quantiles) {
    if (quantiles.isEmpty()) {
      cells.nullValue();
      return;
    }
    cells.array(quantiles.size());
    long before = 0;
    for (double quantile : quantiles) {
      long nanos = RoundColumns.nanos(quantile);
      cells.value(nanos - before);
      before = nanos;
    }
  }

  private void clocks() throws IOException {
    if (rows.stream().allMatch(row -> row.clock() == null)) {
      return;
    }
    out.name("clock");
    out.beginObject();
    column(
        "synchronised",
        row -> flag(row.clock(), row.clock() != null && row.clock().synchronised()));
    column("error_us", row -> errorMicros(row.clock()));
    column("stepped", row -> flag(row.clock(), row.clock() != null && row.clock().stepped()));
    out.endObject();
  }

  private void flag(ClockState clock, boolean flag) {
    if (clock == null) {
      cells.nullValue();
    } else {
      cells.value(flag);
    }
  }

  private void errorMicros(ClockState clock) {
    if (clock == null) {
      cells.nullValue();
    } else {
      cells.value(clock.errorMicros());
    }
  }

  private void reasons(RoundResult row) throws IOException {
    if (row.reasons().isEmpty()) {
      cells.nullValue();
    } else {
      WireCodec.writeReasons(cells, row.reasons());
    }
  }
}
