package org.ixpqos.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.wire.UploadReader.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be used costs the same in columns as in JSON, and is named the same. */
class RefusedColumnsTest {
  private static final String GOOD = WireCodec.encode(Results.measured());

  /** Cells as JSON's values, where they are none that columns have another form for. */
  private interface Cells {
    void write(CborWriter cbor) throws IOException;
  }

  private static byte[] body(Cells probes) throws IOException {
    CborWriter cbor = new CborWriter();
    cbor.beginObject().name("source").value("p1").name("probes");
    probes.write(cbor);
    cbor.endObject();
    return cbor.toBytes();
  }

  private static Reading read(Cells probes) throws IOException {
    return new UploadReader(Results.TIME, () -> {}).readColumns(body(probes));
  }

  private static Reading readJson(List<String> rows) throws IOException {
    return new UploadReader(Results.TIME, () -> {})
        .read(new StringReader("{\"source\":\"p1\",\"probes\":[" + String.join(",", rows) + "]}"));
  }

  /** Any rows, also those that no daemon writes. */
  private static void writeRows(CborWriter cbor, List<JsonObject> rows) throws IOException {
    Set<String> keys = new LinkedHashSet<>(List.of("time"));
    rows.forEach(row -> keys.addAll(row.keySet()));
    List<String> texts = new ArrayList<>();
    cbor.beginObject();
    for (String key : keys) {
      if (key.equals("clock")) {
        continue;
      }
      cbor.name(key);
      cbor.array(rows.size());
      long before = 0;
      for (JsonObject row : rows) {
        JsonElement value = row.get(key);
        if (value == null || value.isJsonNull()) {
          cbor.nullValue();
        } else if (key.equals("time")) {
          long micros = WireTime.micros(WireTime.parse(value.getAsString()).orElseThrow());
          cbor.value(micros - before);
          before = micros;
        } else {
          writeCell(cbor, key, value, texts);
        }
      }
    }
    cbor.name("clock").beginObject();
    for (String key : List.of("synchronised", "error_us", "stepped")) {
      cbor.name(key);
      cbor.array(rows.size());
      for (JsonObject row : rows) {
        write(cbor, row.has("clock") ? row.getAsJsonObject("clock").get(key) : null);
      }
    }
    cbor.endObject().name("texts").beginArray();
    for (String text : texts) {
      cbor.value(text);
    }
    cbor.endArray().endObject();
  }

  private static void writeCell(CborWriter cbor, String key, JsonElement value, List<String> texts)
      throws IOException {
    boolean isTime =
        RoundFields.onTheWire(key)
            .filter(field -> field.unit() == RoundField.Unit.MILLISECONDS)
            .isPresent();
    if (Set.of("name", "address", "schedule", "timestamps").contains(key)) {
      texts.add(value.getAsString());
      cbor.value(texts.size() - 1L);
    } else if (isTime && isNumber(value)) {
      cbor.value(nanos(value));
    } else if (key.equals("ping_quantiles") && value.isJsonArray()) {
      cbor.array(value.getAsJsonArray().size());
      long before = 0;
      for (JsonElement one : value.getAsJsonArray()) {
        if (isNumber(one)) {
          cbor.value(nanos(one) - before);
          before = nanos(one);
        } else {
          write(cbor, one);
        }
      }
    } else {
      write(cbor, value);
    }
  }

  private static boolean isNumber(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isNumber();
  }

  private static long nanos(JsonElement value) {
    return new BigDecimal(value.getAsString()).movePointRight(6).longValueExact();
  }

  private static void write(CborWriter cbor, JsonElement value) throws IOException {
    if (value == null || value.isJsonNull()) {
      cbor.nullValue();
    } else if (value instanceof JsonArray array) {
      cbor.beginArray();
      for (JsonElement one : array) {
        write(cbor, one);
      }
      cbor.endArray();
    } else if (value instanceof JsonObject object) {
      cbor.beginObject();
      for (String key : object.keySet()) {
        cbor.name(key);
        write(cbor, object.get(key));
      }
      cbor.endObject();
    } else if (isNumber(value)) {
      cbor.value(value.getAsDouble());
    } else if (value.getAsJsonPrimitive().isBoolean()) {
      cbor.value(value.getAsBoolean());
    } else {
      cbor.value(value.getAsString());
    }
  }

  /** A key of a good row, and what it has instead; "absent" takes it away. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "name absent",
        "name \"\"",
        "name \"-p2\"",
        "name \"../etc\"",
        "proto absent",
        "proto 5",
        "proto 4.0",
        "proto 7",
        "proto 4.5",
        "proto \"4\"",
        "address absent",
        "address \"10 0\"",
        "pinged absent",
        "pinged 1",
        "pinged \"yes\"",
        "pinged []",
        "ping_min -1",
        "ping_min -0.5",
        "ping_min 3600000.000001",
        "ping_min true",
        "ping_min \"a\"",
        "ping_min {}",
        "ping_min absent",
        "ping_max 0.1",
        "ping_avg 7",
        "ping_jitter 7",
        "ping_median 7",
        "ping_ipdv absent",
        "ping_pdv95 3600001",
        "ping_quantiles 7",
        "ping_quantiles \"a\"",
        "ping_quantiles {}",
        "ping_quantiles []",
        "ping_quantiles [1]",
        "ping_quantiles [1,2,3,4,5,6,7,8,9,10,11,12]",
        "ping_quantiles [1,2,null]",
        "ping_quantiles [0.412,true]",
        "ping_quantiles [-1]",
        "ping_quantiles [0.5,0.4,0.42,0.43,0.44,0.45,0.46,0.47,0.5,0.53,0.533]",
        "ping_loss 0.5",
        "ping_loss 1.5",
        "ping_loss -1",
        "ping_loss absent",
        "ping_loss \"a\"",
        "scheduled 0",
        "scheduled 1000001",
        "scheduled absent",
        "scheduled 6.5",
        "scheduled 6.0",
        "sent 5",
        "lost -1",
        "lost 2",
        "duplicates 1000000001",
        "dscp 64",
        "size 65536",
        "path_mtu 65536",
        "path_mtu 1400",
        "local_drops [1,[2],{\"a\":3}]",
        "timestamps \"\u202eb\"",
        "timestamps \"123456789012345678901234567890123\"",
        "schedule \"a b\"",
        "reasons 1",
        "reasons [1]",
        "reasons [{\"state\":1}]",
        "reasons [{\"state\":\"lost\",\"count\":-1}]",
        "reasons [{\"state\":\"lost\",\"new\":[[]]}]",
        "reasons [{\"state\":\"lost\"},{\"from\":\"\\u0007\"}]",
        "clock {\"synchronised\":1,\"error_us\":1}",
        "clock {\"error_us\":-1}",
        "clock {\"stepped\":\"a\"}",
        "clock {\"stepped\":true}",
        "new [{\"a\":[1.5]}]",
        "time absent",
      })
  void aRowIsReadOrRefusedAsInJson(String change) throws IOException {
    JsonObject row = JsonParser.parseString(GOOD).getAsJsonObject();
    String key = change.substring(0, change.indexOf(' '));
    String value = change.substring(change.indexOf(' ') + 1);
    row.remove(key);
    if (!value.equals("absent")) {
      row.add(key, JsonParser.parseString(value));
    }
    JsonObject good = JsonParser.parseString(GOOD).getAsJsonObject();
    Reading json = readJson(List.of(GOOD, row.toString(), GOOD));
    Reading columns = read(cbor -> writeRows(cbor, List.of(good, row, good)));
    assertEquals(json.rejected(), columns.rejected());
    assertEquals(json, columns);
    assertEquals(3, columns.upload().rows().size() + columns.rejected().size());
  }

  @Test
  void moreReasonsThanThereMayBeAreRefusedAsInJson() throws IOException {
    JsonObject row = JsonParser.parseString(GOOD).getAsJsonObject();
    row.add("reasons", JsonParser.parseString("[" + "{},".repeat(64) + "{}]"));
    Reading json = readJson(List.of(row.toString()));
    assertEquals(json, read(cbor -> writeRows(cbor, List.of(row))));
    assertEquals(1, json.rejected().size());
  }

  private static String refusal(Cells probes) {
    return assertThrows(BadUploadException.class, () -> read(probes)).getMessage();
  }

  private static String rowRefusal(Cells probes) throws IOException {
    Reading reading = read(probes);
    assertEquals(1, reading.rejected().size());
    return reading.rejected().get(0).reason();
  }

  @Test
  void columnsThatAreNoneAreNamed() {
    assertEquals("probes: found \"a\"; allowed: an object, {…}", refusal(cbor -> cbor.value("a")));
    assertEquals(
        "probes: no time: the array of the rows' times",
        refusal(cbor -> cbor.beginObject().endObject()));
    assertEquals(
        "probes: no time: the array of the rows' times",
        refusal(cbor -> cbor.beginObject().name("time").value(1).endObject()));
    assertEquals(
        "probes.time: an array of indefinite length; allowed: a definite one",
        refusal(cbor -> cbor.beginObject().name("time").beginArray().endArray().endObject()));
    assertEquals(
        "probes: time: found twice; allowed: once",
        refusal(cbor -> times(cbor, 1).name("time").value(1).endObject()));
    assertEquals(
        "probes.texts[0] is no text",
        refusal(cbor -> times(cbor, 1).name("texts").beginArray().value(1).endArray().endObject()));
    assertEquals(
        "probes.proto: found 2 cells; allowed: 1, one for each time, or one for all",
        refusal(
            cbor -> {
              times(cbor, 1).name("proto");
              cbor.array(2);
              cbor.value(4).value(4).endObject();
            }));
  }

  private static CborWriter times(CborWriter cbor, int rows) {
    cbor.beginObject().name("time");
    cbor.array(rows);
    for (int i = 0; i < rows; i++) {
      cbor.value(1L);
    }
    return cbor;
  }

  @Test
  void cellsThatOnlyColumnsHaveAreNamed() throws IOException {
    assertEquals(
        "name: found \"1\"; allowed: a place in texts, which has 0",
        rowRefusal(cbor -> times(cbor, 1).name("name").value(1).endObject()));
    assertEquals(
        "name: found \"p2\"; allowed: a place in texts, which has 0",
        rowRefusal(cbor -> times(cbor, 1).name("name").value("p2").endObject()));
    assertEquals(
        "ping_min: found a fraction; allowed: a whole number of nanoseconds",
        rowRefusal(cbor -> times(cbor, 1).name("ping_min").value(0.5).endObject()));
    for (long micros : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_800_000_000L}) {
      assertEquals(
          "time: found \""
              + micros
              + "\"; allowed: a whole number of microseconds, of the years 0 to 9999",
          rowRefusal(
              cbor -> {
                cbor.beginObject().name("time");
                cbor.array(1);
                cbor.value(micros).endObject();
              }));
    }
  }

  @Test
  void aTimeThatIsRefusedDoesNotMoveThoseAfterIt() throws IOException {
    Reading reading =
        read(
            cbor -> {
              cbor.beginObject().name("time");
              cbor.array(3);
              cbor.value(1_000_000).value("noon").value(2_000_000);
              cbor.name("proto").value(4).name("pinged").value(false);
              cbor.name("name").value(0).name("address").value(0);
              cbor.name("texts").beginArray().value("p2").endArray().endObject();
            });
    assertEquals(1, reading.rejected().size());
    assertEquals(1, reading.rejected().get(0).index());
    assertEquals(3, reading.upload().rows().get(1).time().getEpochSecond());
  }

  @Test
  void moreRowsThanThereMayBeAreTooMany() throws IOException {
    assertEquals(
        UploadReader.MAX_ROWS,
        read(cbor -> times(cbor, UploadReader.MAX_ROWS).endObject()).rejected().size());
    assertThrows(
        UploadTooLargeException.class,
        () -> read(cbor -> times(cbor, UploadReader.MAX_ROWS + 1).endObject()));
    assertEquals(
        "probes: texts[40000]: found more elements; allowed: at most 40000",
        refusal(
            cbor -> {
              times(cbor, 1).name("texts").beginArray();
              for (int i = 0; i <= 4 * UploadReader.MAX_ROWS; i++) {
                cbor.value("");
              }
              cbor.endArray().endObject();
            }));
  }

  @Test
  void theMeterCountsEachRow() {
    int[] rows = {0};
    UploadReader reader =
        new UploadReader(
            Results.TIME,
            () -> {
              if (++rows[0] > 3) {
                throw new IOException("enough");
              }
            });
    assertThrows(
        IOException.class, () -> reader.readColumns(body(cbor -> times(cbor, 9).endObject())));
    assertEquals(4, rows[0]);
  }
}
