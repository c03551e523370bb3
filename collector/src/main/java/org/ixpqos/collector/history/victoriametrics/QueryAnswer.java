package org.ixpqos.collector.history.victoriametrics;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the database's responses piece by piece: the JSON of Prometheus' HTTP API, with {@code
 * isPartial} of a VictoriaMetrics cluster, and the JSON lines of {@code api/v1/export}. Other
 * content throws {@link MalformedJsonException}, or another exception of {@link JsonReader}.
 */
final class QueryAnswer {
  private QueryAnswer() {}

  /** A series of {@code api/v1/export}; times are milliseconds since 1970, values may be null. */
  record Exported(Map<String, String> labels, List<Double> values, List<Long> times) {}

  /** Receives series one by one. */
  interface ExportSink {
    void add(Exported series);
  }

  /** Receives the content of {@code data} in a response. */
  private interface Data {
    void read(JsonReader json) throws IOException;
  }

  /** Returns whether a part of a cluster did not answer. */
  static boolean samples(Reader text, Sample.Sink sink) throws IOException {
    return answer(new JsonReader(text), json -> readData(json, sink));
  }

  /** The labels of series, from {@code api/v1/series}. */
  static boolean series(Reader text, List<Map<String, String>> found) throws IOException {
    return answer(
        new JsonReader(text),
        json -> {
          json.beginArray();
          while (json.hasNext()) {
            found.add(labels(json));
          }
          json.endArray();
        });
  }

  private static boolean answer(JsonReader json, Data data) throws IOException {
    boolean success = false;
    boolean any = false;
    boolean partial = false;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "status" -> success = json.nextString().equals("success");
        case "isPartial" -> partial = json.nextBoolean();
        case "data" -> {
          data.read(json);
          any = true;
        }
        default -> json.skipValue();
      }
    }
    json.endObject();
    if (!success || !any) {
      throw new MalformedJsonException("no status \"success\" with data");
    }
    return partial;
  }

  private static void readData(JsonReader json, Sample.Sink sink) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      if (json.nextName().equals("result")) {
        json.beginArray();
        while (json.hasNext()) {
          readResult(json, sink);
        }
        json.endArray();
      } else {
        json.skipValue();
      }
    }
    json.endObject();
  }

  /** The labels come before the values. */
  private static void readResult(JsonReader json, Sample.Sink sink) throws IOException {
    Map<String, String> labels = Map.of();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "metric" -> labels = labels(json);
        case "value" -> readSample(json, labels, sink);
        case "values" -> {
          json.beginArray();
          while (json.hasNext()) {
            readSample(json, labels, sink);
          }
          json.endArray();
        }
        default -> json.skipValue();
      }
    }
    json.endObject();
  }

  private static void readSample(JsonReader json, Map<String, String> labels, Sample.Sink sink)
      throws IOException {
    json.beginArray();
    double seconds = json.nextDouble();
    double value = Double.parseDouble(json.nextString());
    json.endArray();
    if (!Double.isNaN(value)) {
      sink.add(new Sample(labels, seconds, value));
    }
  }

  private static Map<String, String> labels(JsonReader json) throws IOException {
    Map<String, String> labels = new HashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      labels.put(json.nextName(), json.nextString());
    }
    json.endObject();
    return labels;
  }

  /** The lines of an export. */
  static void exported(Reader text, ExportSink sink) throws IOException {
    JsonReader json = new JsonReader(text);
    json.setStrictness(Strictness.LENIENT); // or a second line were an error
    while (json.peek() != JsonToken.END_DOCUMENT) {
      Map<String, String> labels = Map.of();
      List<Double> values = new ArrayList<>();
      List<Long> times = new ArrayList<>();
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "metric" -> labels = labels(json);
          case "values" -> readValues(json, values);
          case "timestamps" -> readTimes(json, times);
          default -> json.skipValue();
        }
      }
      json.endObject();
      if (values.size() != times.size()) {
        throw new MalformedJsonException(values.size() + " values at " + times.size() + " times");
      }
      sink.add(new Exported(labels, values, times));
    }
  }

  private static void readValues(JsonReader json, List<Double> values) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      if (json.peek() == JsonToken.NULL) {
        json.nextNull();
        values.add(null);
      } else {
        values.add(json.nextDouble());
      }
    }
    json.endArray();
  }

  private static void readTimes(JsonReader json, List<Long> times) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      times.add(json.nextLong());
    }
    json.endArray();
  }
}
