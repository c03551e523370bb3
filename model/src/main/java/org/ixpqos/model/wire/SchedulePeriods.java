package org.ixpqos.model.wire;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.ixpqos.model.Names;

/**
 * The periods of a probe's schedule as JSON: an object with a number of seconds by entry, to the
 * millisecond.
 */
public final class SchedulePeriods {
  /** The maximum of entries that are reported; a schedule may have more. */
  public static final int MOST = 200;

  /** Seconds; no entry waits longer than a leap year. */
  private static final int LONGEST = 366 * 86_400;

  private SchedulePeriods() {}

  static void write(JsonWriter json, Map<String, Duration> periods) throws IOException {
    json.beginObject();
    for (Map.Entry<String, Duration> period : new TreeMap<>(periods).entrySet()) {
      json.name(period.getKey()).value(period.getValue().toMillis() / 1e3);
    }
    json.endObject();
  }

  /** Null when it can't be used, with the reason in the fields. */
  static Map<String, Duration> read(JsonFields fields) throws IOException {
    Map<String, Duration> periods = new TreeMap<>();
    fields.object(
        name -> {
          Double seconds = fields.decimal(LONGEST);
          if (!Names.isName(name)) {
            fields.refuse("periods", JsonFields.shown(name), Names.ALLOWED);
          } else if (periods.size() == MOST) {
            fields.refuse("periods", "more entries", "at most " + MOST);
          } else if (seconds != null && seconds > 0) {
            periods.put(name, Duration.ofMillis(Math.round(seconds * 1e3)));
          }
        });
    return periods;
  }

  /** As one text, for a table. */
  public static String text(Map<String, Duration> periods) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      write(json, periods);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Reads the text of {@link #text}; empty for an empty text. */
  public static Map<String, Duration> of(String text) {
    if (text.isEmpty()) {
      return Map.of();
    }
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      return read(new JsonFields(json, new MemberNames.Nested()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
