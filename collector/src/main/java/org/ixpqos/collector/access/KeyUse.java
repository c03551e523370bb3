package org.ixpqos.collector.access;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.ixpqos.collector.state.StateFile;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.model.wire.WireTime;

/**
 * When each key was used last: {@code used.json} in the state directory, {@code {"used": [{"key":
 * "1f3a5b7c", "at": "…"}]}}, written now and then. Thread-safe.
 */
public final class KeyUse {
  public static final String NAME = "used.json";

  private final StateFile<Map<String, Instant>> file;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();
  private volatile boolean changed;

  public KeyUse(Path directory) {
    this.file = new StateFile<>(directory.resolve(NAME), new Format());
  }

  void used(String key, Instant now) {
    used.put(key, now);
    changed = true;
  }

  /** The content that was last written. */
  public Map<String, Instant> written() throws IOException {
    return file.read();
  }

  /** Writes changes. */
  public void write() throws IOException {
    if (changed) {
      changed = false;
      file.change(this::with);
    }
  }

  private Map<String, Instant> with(Map<String, Instant> written) {
    Map<String, Instant> all = new TreeMap<>(written);
    all.putAll(used);
    return all;
  }

  private static final class Format implements StateFile.Format<Map<String, Instant>> {
    @Override
    public Map<String, Instant> read(ConfigObject root) {
      Map<String, Instant> used = new TreeMap<>();
      for (ConfigObject one : root.objects("used")) {
        Optional<Instant> at = one.parsed("at", "a moment", WireTime::parse);
        String key = one.requiredText("key");
        at.ifPresent(moment -> used.put(key, moment));
      }
      return used;
    }

    @Override
    public void write(Map<String, Instant> used, JsonWriter json) throws IOException {
      json.name("used").beginArray();
      for (Map.Entry<String, Instant> one : used.entrySet()) {
        json.beginObject().name("key").value(one.getKey());
        json.name("at").value(WireTime.format(one.getValue())).endObject();
      }
      json.endArray();
    }
  }
}
