package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/** Writes numbers with the digits that mean something. */
final class JsonNumbers {
  private JsonNumbers() {}

  /** Milliseconds, to the microsecond that the store keeps; null where there is none. */
  static void milliseconds(JsonWriter json, String name, Double value) throws IOException {
    json.name(name).value(value == null ? null : (Double) (Math.rint(value * 1e3) / 1e3));
  }

  /** A share, 0 to 1, to the millionth; null where there is none. */
  static void share(JsonWriter json, String name, Double value) throws IOException {
    json.name(name).value(value == null ? null : (Double) (Math.rint(value * 1e6) / 1e6));
  }
}
