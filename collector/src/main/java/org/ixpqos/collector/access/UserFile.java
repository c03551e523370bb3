package org.ixpqos.collector.access;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.ixpqos.wire.config.ConfigException;
import org.ixpqos.wire.config.ConfigObject;
import org.ixpqos.wire.config.Problems;

/**
 * {@code users.json} in the state directory, as {@code ixpqos collector user} changes it: {@code
 * {"users": [{"name": "noc", "salt": "…", "iterations": 600000, "pbkdf2": "…"}]}}.
 */
public final class UserFile {
  public static final String NAME = "users.json";

  /** Names of users: no colon, which ends a name in HTTP Basic (RFC 7617). */
  public static final Pattern USER = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  private static final Pattern HEX = Pattern.compile("([0-9a-f]{2}){8,64}");

  private final Path file;

  public UserFile(Path directory) {
    this.file = directory.resolve(NAME);
  }

  /** The users' names. */
  public List<String> names() throws IOException {
    return users().stream().map(User::name).toList();
  }

  /** Gives a user a password; makes the user when there is none. */
  public void set(String name, char[] password) throws IOException {
    User user = User.of(name, password, User.ITERATIONS);
    change(
        users -> {
          List<User> all = new ArrayList<>(without(users, name));
          all.add(user);
          return all;
        });
  }

  /** Removes a user; false when there was none. */
  public boolean remove(String name) throws IOException {
    if (!names().contains(name)) {
      return false;
    }
    change(users -> without(users, name));
    return true;
  }

  private static List<User> without(List<User> users, String name) {
    return users.stream().filter(user -> !user.name().equals(name)).toList();
  }

  private List<User> users() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    Problems problems = new Problems();
    List<User> users = read(ConfigObject.read(file, problems));
    try {
      problems.throwIfAny();
      return users;
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void change(UnaryOperator<List<User>> change) throws IOException {
    new StateFile(file).change(() -> text(change.apply(users())));
  }

  static List<User> read(ConfigObject root) {
    List<User> users = new ArrayList<>();
    for (ConfigObject object : root.objects("users")) {
      String name = object.requiredText("name");
      String salt = hex(object, "salt");
      String hash = hex(object, "pbkdf2");
      Optional<Long> iterations = object.number("iterations", 1, 100_000_000);
      object.finish();
      if (iterations.isEmpty()) {
        object.problem("iterations", object.shown("iterations"), "how many there were");
      } else {
        users.add(new User(name, salt, iterations.get().intValue(), hash));
      }
    }
    root.finish();
    return users;
  }

  private static String hex(ConfigObject object, String key) {
    object.requiredText(key);
    return object
        .parsed(key, "hex digits", text -> Optional.of(text).filter(HEX.asMatchPredicate()))
        .orElse("");
  }

  private static String text(List<User> users) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject().name("users").beginArray();
      for (User user : users) {
        json.beginObject();
        json.name("name").value(user.name());
        json.name("salt").value(user.salt());
        json.name("iterations").value(user.iterations());
        json.name("pbkdf2").value(user.hash());
        json.endObject();
      }
      json.endArray().endObject();
    }
    return text + "\n";
  }
}
