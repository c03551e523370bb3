package org.ixpqos.daemon.command;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.Optional;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.buffer.BufferView.Found;
import org.ixpqos.model.wire.WireTime;

/**
 * A line of an export: {@code {"kind": "row" | "gap", "source": …, "time": …, "json": {…}}}, the
 * last as it stands on the wire.
 */
final class BufferLine {
  private BufferLine() {}

  static JsonObject of(Found found) {
    JsonObject line = new JsonObject();
    line.addProperty("kind", found.entry().kind() == BufferEntry.Kind.ROW ? "row" : "gap");
    line.addProperty("source", found.source());
    line.addProperty("time", WireTime.format(found.entry().at()));
    line.add("json", JsonParser.parseString(found.entry().json()));
    return line;
  }

  /** The content of a line; empty when it is not an export's line. */
  static Optional<Found> read(String text) {
    try {
      JsonObject line = JsonParser.parseString(text).getAsJsonObject();
      String kind = line.get("kind").getAsString();
      Optional<Instant> time = WireTime.parse(line.get("time").getAsString());
      boolean known = kind.equals("row") || kind.equals("gap");
      if (!known || time.isEmpty()) {
        return Optional.empty();
      }
      BufferEntry entry =
          new BufferEntry(
              kind.equals("row") ? BufferEntry.Kind.ROW : BufferEntry.Kind.GAP,
              time.get(),
              line.getAsJsonObject("json").toString());
      return Optional.of(new Found(0, line.get("source").getAsString(), entry));
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | UnsupportedOperationException
        | NullPointerException e) {
      return Optional.empty();
    }
  }
}
