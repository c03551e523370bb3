package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.history.PartialResult;

/** Writes numbers with their significant digits. */
final class JsonNumbers {
  private JsonNumbers() {}

  /** Milliseconds, to the microsecond that the store keeps; null where there is none. */
  static void milliseconds(JsonWriter json, String name, Double value) throws IOException {
    json.name(name).value(milliseconds(value));
  }

  static Double milliseconds(Double value) {
    return value == null ? null : (Double) (Math.rint(value * 1e3) / 1e3);
  }

  /** A ratio, 0 to 1, to the millionth; null where there is none. */
  static void share(JsonWriter json, String name, Double value) throws IOException {
    json.name(name).value(share(value));
  }

  static Double share(Double value) {
    return value == null ? null : (Double) (Math.rint(value * 1e6) / 1e6);
  }

  /** Writes that the response may be partial. */
  static void partial(JsonWriter json, PartialResult<?> found) throws IOException {
    if (found.partial()) {
      json.name("partial").value(true);
    }
  }

  /** Writes that the collector's clock can't be trusted. */
  static void clock(JsonWriter json, Present present) throws IOException {
    Optional<String> remark = present.remark();
    if (remark.isPresent()) {
      json.name("clock").value(remark.get());
    }
  }

  /** A duration, to the millisecond. */
  static double seconds(Instant since, Instant now) {
    return Duration.between(since, now).toMillis() / 1e3;
  }

  /** A constant's name in its form in the JSON. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
