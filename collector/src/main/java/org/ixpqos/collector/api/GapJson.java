package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.ixpqos.model.Gap;
import org.ixpqos.model.wire.WireTime;

/** Writes gaps. */
final class GapJson {
  private GapJson() {}

  /**
   * @param reasoned whether its reason, a part of the probe's health, is written
   */
  static void write(JsonWriter json, Gap gap, boolean reasoned) throws IOException {
    json.beginObject();
    json.name("from").value(WireTime.format(gap.from()));
    json.name("until").value(WireTime.format(gap.until()));
    json.name("reason").value(reasoned ? gap.reason() : "");
    json.name("schedule").value(gap.schedule());
    json.name("rounds").value(gap.rounds());
    json.endObject();
  }
}
