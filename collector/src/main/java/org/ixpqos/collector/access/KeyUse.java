package org.ixpqos.collector.access;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.ixpqos.wire.WireTime;
import org.ixpqos.wire.config.ConfigException;
import org.ixpqos.wire.config.ConfigObject;
import org.ixpqos.wire.config.Problems;

/**
 * When each key was used last: {@code used.json} in the state directory, {@code {"used": [{"key":
 * "1f3a5b7c", "at": "…"}]}}, written now and then. Thread-safe.
 */
public final class KeyUse {
  public static final String NAME = "used.json";

  private final Path file;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();
  private volatile boolean changed;

  public KeyUse(Path directory) {
    this.file = directory.resolve(NAME);
  }

  void used(String key, Instant now) {
    used.put(key, now);
    changed = true;
  }

  /** As it was last written. */
  public Map<String, Instant> written() throws IOException {
    Map<String, Instant> written = new TreeMap<>();
    if (!Files.exists(file)) {
      return written;
    }
    Problems problems = new Problems();
    ConfigObject root = ConfigObject.read(file, problems);
    for (ConfigObject one : root.objects("used")) {
      Optional<Instant> at = one.parsed("at", "a moment", WireTime::parse);
      String key = one.requiredText("key");
      at.ifPresent(moment -> written.put(key, moment));
    }
    try {
      problems.throwIfAny();
      return written;
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Writes what is new. */
  public void write() throws IOException {
    if (changed) {
      changed = false;
      new StateFile(file).change(this::text);
    }
  }

  private String text() throws IOException {
    Map<String, Instant> all = written();
    all.putAll(used);
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject().name("used").beginArray();
      for (Map.Entry<String, Instant> one : all.entrySet()) {
        json.beginObject().name("key").value(one.getKey());
        json.name("at").value(WireTime.format(one.getValue())).endObject();
      }
      json.endArray().endObject();
    }
    return text + "\n";
  }
}
