package org.ixpqos.collector.life;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.ixpqos.collector.state.LiveFile;
import org.ixpqos.collector.state.StateFile;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.model.Names;
import org.ixpqos.model.wire.WireTime;

/**
 * {@code lives.json} in the state directory, as {@code ixpqos collector probe} and the API change
 * it: {@code {"retired": [{"probe": "p3", "at": "…"}], "renamed": [{"from": "p3", "to": "p9", "at":
 * "…", "done": true}], "forgotten": [{"probe": "p4", "at": "…"}]}}. A running collector executes
 * it; otherwise it is executed at the next start.
 */
public final class LivesFile {
  public static final String NAME = "lives.json";

  /** The maximum of renames; above it, the oldest that are done are removed. */
  static final int MAX_RENAMED = 2_000;

  private final StateFile<Lives> file;

  public LivesFile(Path directory) {
    this.file = new StateFile<>(directory.resolve(NAME), new Format());
  }

  public Lives read() throws IOException {
    return file.read();
  }

  /** The same, followed by a running collector. */
  LiveFile<Lives> live(BiConsumer<Lives, Lives> changed) {
    return file.live(changed);
  }

  /** Applies a change that {@link LifeChange} has checked. */
  public void take(LifeChange change, Instant now) throws IOException {
    Instant at = now.truncatedTo(ChronoUnit.MICROS);
    file.change(
        lives ->
            switch (change.action()) {
              case RETIRE -> lives.retire(change.name(), at);
              case REINSTATE -> lives.reinstate(change.name());
              case RENAME, MERGE -> lives.rename(change.name(), change.to(), at);
              case FORGET -> lives.forget(change.name(), at);
            });
  }

  /** The decision of a moment is done. */
  void done(String name, Instant at) throws IOException {
    file.change(lives -> lives.done(name, at));
  }

  private static final class Format implements StateFile.Format<Lives> {
    @Override
    public Lives read(ConfigObject root) {
      Map<String, Instant> retired = names(root, "retired");
      List<Lives.Renamed> renamed = new ArrayList<>();
      for (ConfigObject one : root.objects("renamed")) {
        Optional<String> from = name(one, "from");
        Optional<String> to = name(one, "to");
        Optional<Instant> at = one.parsed("at", "a moment", WireTime::parse);
        boolean done = one.flag("done").orElse(false);
        one.finish();
        if (from.isPresent() && to.isPresent() && at.isPresent()) {
          renamed.add(new Lives.Renamed(from.get(), to.get(), at.get(), done));
        } else {
          one.problem("from", "a change of name without names or time", "all three");
        }
      }
      Map<String, Instant> forgotten = names(root, "forgotten");
      root.finish();
      return new Lives(retired, renamed, forgotten);
    }

    private static Map<String, Instant> names(ConfigObject root, String key) {
      Map<String, Instant> names = new TreeMap<>();
      for (ConfigObject one : root.objects(key)) {
        Optional<String> name = name(one, "probe");
        Optional<Instant> at = one.parsed("at", "a moment", WireTime::parse);
        one.finish();
        if (name.isPresent() && at.isPresent()) {
          names.put(name.get(), at.get());
        } else {
          one.problem("probe", "a name without its time", "both");
        }
      }
      return names;
    }

    private static Optional<String> name(ConfigObject object, String key) {
      return object.parsed(key, Names.ALLOWED, text -> Optional.of(text).filter(Names::isName));
    }

    @Override
    public void write(Lives lives, JsonWriter json) throws IOException {
      write(json, "retired", lives.retired());
      json.name("renamed").beginArray();
      long spare = Math.max(0, lives.renamed().size() - MAX_RENAMED);
      for (Lives.Renamed one : lives.renamed()) {
        if (spare > 0 && one.done()) {
          spare--;
          continue;
        }
        json.beginObject();
        json.name("from").value(one.from()).name("to").value(one.to());
        json.name("at").value(WireTime.format(one.at())).name("done").value(one.done());
        json.endObject();
      }
      json.endArray();
      write(json, "forgotten", lives.forgotten());
    }

    private static void write(JsonWriter json, String key, Map<String, Instant> names)
        throws IOException {
      json.name(key).beginArray();
      for (Map.Entry<String, Instant> one : new TreeMap<>(names).entrySet()) {
        json.beginObject().name("probe").value(one.getKey());
        json.name("at").value(WireTime.format(one.getValue())).endObject();
      }
      json.endArray();
    }
  }
}
