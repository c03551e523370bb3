package org.ixpqos.collector.access;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.ixpqos.collector.state.LiveFile;
import org.ixpqos.collector.state.StateFile;
import org.ixpqos.config.ConfigObject;

/**
 * {@code denied.json} in the state directory: certificates that are refused, each by the name of
 * its probe or by its serial number, {@code {"denied": ["p1", "serial:1f3a"]}}.
 */
public final class DeniedFile {
  public static final String NAME = "denied.json";

  /** The prefix of a serial number. */
  public static final String SERIAL = "serial:";

  private static final Pattern ONE = Pattern.compile("[A-Za-z0-9._-]{1,63}|serial:[0-9a-f]{1,40}");

  private final StateFile<Set<String>> file;

  public DeniedFile(Path directory) {
    this.file = new StateFile<>(directory.resolve(NAME), new Format());
  }

  /** Whether a text is valid in the file. */
  public static boolean isOne(String which) {
    return ONE.matcher(which).matches();
  }

  public Set<String> list() throws IOException {
    return file.read();
  }

  /** The same, followed by a running collector. */
  LiveFile<Set<String>> live(BiConsumer<Set<String>, Set<String>> changed) {
    return file.live(changed);
  }

  /** Denies, or allows again; false when nothing changed. */
  public boolean set(String which, boolean deny) throws IOException {
    boolean[] changed = {false};
    file.change(
        denied -> {
          Set<String> all = new TreeSet<>(denied);
          changed[0] = deny ? all.add(which) : all.remove(which);
          return all;
        });
    return changed[0];
  }

  private static final class Format implements StateFile.Format<Set<String>> {
    @Override
    public Set<String> read(ConfigObject root) {
      Set<String> denied = new TreeSet<>();
      List<String> texts = root.texts("denied");
      for (int i = 0; i < texts.size(); i++) {
        if (isOne(texts.get(i))) {
          denied.add(texts.get(i));
        } else {
          root.problem("denied[" + i + "]", "\"" + texts.get(i) + "\"", "a name, or serial:HEX");
        }
      }
      root.finish();
      return denied;
    }

    @Override
    public void write(Set<String> denied, JsonWriter json) throws IOException {
      json.name("denied").beginArray();
      for (String one : denied) {
        json.value(one);
      }
      json.endArray();
    }
  }
}
