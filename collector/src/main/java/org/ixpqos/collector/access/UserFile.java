package org.ixpqos.collector.access;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.ixpqos.collector.state.LiveFile;
import org.ixpqos.collector.state.StateFile;
import org.ixpqos.config.ConfigObject;

/**
 * {@code users.json} in the state directory, as {@code ixpqos collector user} changes it: {@code
 * {"users": [{"name": "noc", "salt": "…", "iterations": 600000, "pbkdf2": "…"}]}}.
 */
public final class UserFile {
  public static final String NAME = "users.json";

  /** Names of users: no colon, which ends a name in HTTP Basic (RFC 7617). */
  public static final Pattern USER = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  private static final Pattern HEX = Pattern.compile("([0-9a-f]{2}){8,64}");

  private final StateFile<List<User>> file;

  public UserFile(Path directory) {
    this.file = new StateFile<>(directory.resolve(NAME), new Format());
  }

  /** The users' names. */
  public List<String> names() throws IOException {
    return file.read().stream().map(User::name).toList();
  }

  /** Sets a user's password; creates the user when there is none. */
  public void set(String name, char[] password) throws IOException {
    User user = User.of(name, password, User.ITERATIONS);
    file.change(
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
    file.change(users -> without(users, name));
    return true;
  }

  private static List<User> without(List<User> users, String name) {
    return users.stream().filter(user -> !user.name().equals(name)).toList();
  }

  /** The users, followed by a running collector. */
  LiveFile<List<User>> live(BiConsumer<List<User>, List<User>> changed) {
    return file.live(changed);
  }

  private static final class Format implements StateFile.Format<List<User>> {
    @Override
    public List<User> read(ConfigObject root) {
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

    @Override
    public void write(List<User> users, JsonWriter json) throws IOException {
      json.name("users").beginArray();
      for (User user : users) {
        json.beginObject();
        json.name("name").value(user.name());
        json.name("salt").value(user.salt());
        json.name("iterations").value(user.iterations());
        json.name("pbkdf2").value(user.hash());
        json.endObject();
      }
      json.endArray();
    }
  }
}
