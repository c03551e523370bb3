package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.history.PartialResult;

/** Writes values with the digits that mean something. */
final class JsonNumbers {
  private JsonNumbers() {}

  /** Milliseconds, to the microsecond that the store keeps; null where there is none. */
  static void milliseconds(JsonWriter json, String name, Double value) throws IOException {
    json.name(name).value(milliseconds(value));
  }

  static Double milliseconds(Double value) {
    return value == null ? null : (Double) (Math.rint(value * 1e3) / 1e3);
  }

  /** A share, 0 to 1, to the millionth; null where there is none. */
  static void share(JsonWriter json, String name, Double value) throws IOException {
    json.name(name).value(share(value));
  }

  static Double share(Double value) {
    return value == null ? null : (Double) (Math.rint(value * 1e6) / 1e6);
  }

  /** That there may be more. */
  static void partial(JsonWriter json, PartialResult<?> found) throws IOException {
    if (found.partial()) {
      json.name("partial").value(true);
    }
  }

  /** That the collector's clock is not to be believed. */
  static void clock(JsonWriter json, Present present) throws IOException {
    Optional<String> remark = present.remark();
    if (remark.isPresent()) {
      json.name("clock").value(remark.get());
    }
  }

  /** From one moment to another, to the millisecond. */
  static double seconds(Instant since, Instant now) {
    return Duration.between(since, now).toMillis() / 1e3;
  }

  /** A constant's name as the JSON has it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
