package org.ixpqos.collector.access;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ixpqos.wire.config.ConfigException;
import org.ixpqos.wire.config.ConfigObject;
import org.ixpqos.wire.config.Problems;

/**
 * {@code denied.json} in the state directory: certificates that are taken no more, each by the name
 * of its probe or by its serial number, {@code {"denied": ["p1", "serial:1f3a"]}}.
 */
public final class DeniedFile {
  public static final String NAME = "denied.json";

  /** What stands before a serial number. */
  public static final String SERIAL = "serial:";

  private static final Pattern ONE = Pattern.compile("[A-Za-z0-9._-]{1,63}|serial:[0-9a-f]{1,40}");

  private final Path file;

  public DeniedFile(Path directory) {
    this.file = directory.resolve(NAME);
  }

  /** Whether something may stand in the file. */
  public static boolean isOne(String which) {
    return ONE.matcher(which).matches();
  }

  public Set<String> list() throws IOException {
    if (!Files.exists(file)) {
      return Set.of();
    }
    Problems problems = new Problems();
    Set<String> denied = read(ConfigObject.read(file, problems));
    try {
      problems.throwIfAny();
      return denied;
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Denies, or allows again; false when that was so. */
  public boolean set(String which, boolean deny) throws IOException {
    boolean[] changed = {false};
    new StateFile(file)
        .change(
            () -> {
              Set<String> all = new TreeSet<>(list());
              changed[0] = deny ? all.add(which) : all.remove(which);
              return text(all);
            });
    return changed[0];
  }

  static Set<String> read(ConfigObject root) {
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

  private static String text(Set<String> denied) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject().name("denied").beginArray();
      for (String one : denied) {
        json.value(one);
      }
      json.endArray().endObject();
    }
    return text + "\n";
  }
}
