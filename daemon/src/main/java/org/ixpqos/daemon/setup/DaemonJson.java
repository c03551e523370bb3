package org.ixpqos.daemon.setup;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code daemon.json} as text that is edited: keys that are not set stay, unknown ones too. The
 * configuration's loader validates it.
 */
final class DaemonJson {
  private static final Gson GSON =
      new GsonBuilder()
          .setFormattingStyle(FormattingStyle.PRETTY)
          .disableHtmlEscaping()
          .serializeNulls()
          .create();

  /** The collector that setup edits; others in the file stay as they are. */
  private static final String MAIN = "main";

  private final JsonObject root;

  private DaemonJson(JsonObject root) {
    this.root = root;
  }

  /**
   * Reads a text.
   *
   * @throws JsonParseException when it is not a JSON object
   */
  static DaemonJson parse(String text) {
    if (JsonParser.parseString(text) instanceof JsonObject object) {
      return new DaemonJson(object);
    }
    throw new JsonParseException("not a JSON object, {…}");
  }

  void name(String name) {
    root.addProperty("name", name);
  }

  void url(String url) {
    main(true).ifPresent(collector -> collector.addProperty("url", url));
  }

  void keyFile(Path file) {
    main(true).ifPresent(collector -> collector.addProperty("keyFile", file.toString()));
  }

  void caFile(Path file) {
    main(true).ifPresent(collector -> collector.addProperty("caFile", file.toString()));
  }

  /** Where probes.json and schedule.json come from; the key had another name in 0.1.0. */
  void lists(String from) {
    root.addProperty(root.has("lists") ? "lists" : "configuration", from);
  }

  /** Whether it has a path of a key file, a good one or not. */
  boolean namesKeyFile() {
    return main(false).flatMap(collector -> text(collector, "keyFile")).isPresent();
  }

  boolean hasName() {
    return name().isPresent();
  }

  Optional<String> name() {
    return text(root, "name").filter(name -> !name.isEmpty());
  }

  Optional<String> url() {
    return main(false).flatMap(collector -> text(collector, "url"));
  }

  Optional<Path> keyFile() {
    return main(false).flatMap(collector -> text(collector, "keyFile")).flatMap(DaemonJson::path);
  }

  Optional<Path> caFile() {
    return main(false).flatMap(collector -> text(collector, "caFile")).flatMap(DaemonJson::path);
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty(); // the loader reports it
    }
  }

  private static Optional<String> text(JsonObject object, String key) {
    JsonElement value = object.get(key);
    return value != null && value.isJsonPrimitive()
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }

  /** The collector of the default name; empty when there is none and none is to be made. */
  private Optional<JsonObject> main(boolean make) {
    JsonElement list = root.get("collectors");
    if (list != null && !list.isJsonArray()) {
      return Optional.empty(); // the loader reports it
    }
    JsonArray collectors = list == null ? new JsonArray() : list.getAsJsonArray();
    for (JsonElement element : collectors) {
      if (element instanceof JsonObject collector
          && text(collector, "name").orElse(MAIN).equals(MAIN)) {
        return Optional.of(collector);
      }
    }
    if (!make) {
      return Optional.empty();
    }
    JsonObject collector = new JsonObject();
    collectors.add(collector);
    root.add("collectors", collectors);
    return Optional.of(collector);
  }

  @Override
  public String toString() {
    return GSON.toJson(root) + "\n";
  }
}
