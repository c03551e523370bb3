package org.ixpqos.collector.state;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.FileReplacement;
import org.ixpqos.config.Problems;

/**
 * A file of the state directory that commands change and the collector reads. It is replaced
 * atomically, has mode 0600 and belongs to the directory's owner, so that it stays readable to the
 * service after root's commands. {@code FILE.new} is the new file and the lock, as git's {@code
 * index.lock}.
 *
 * @param <T> the content
 */
public final class StateFile<T> {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final Format<T> format;

  /** The form of the content in the file. */
  public interface Format<T> {
    /** Reads the root; its result for {@code {}} is the content of an absent file. */
    T read(ConfigObject root);

    /** Writes the members of the root. */
    void write(T value, JsonWriter json) throws IOException;
  }

  public StateFile(Path file, Format<T> format) {
    this.file = file;
    this.format = format;
  }

  /**
   * The file's content.
   *
   * @throws IOException it can't be read, or its content is invalid
   */
  public T read() throws IOException {
    Problems problems = new Problems();
    T value = format.read(root(problems));
    try {
      problems.throwIfAny();
      return value;
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private ConfigObject root(Problems problems) {
    return Files.exists(file)
        ? ConfigObject.read(file, problems)
        : ConfigObject.parse("{}", file.toString(), problems);
  }

  /** The same file, followed by a running collector. */
  public LiveFile<T> live(BiConsumer<T, T> changed) {
    return new LiveFile<>(file, this::root, format::read, changed);
  }

  /**
   * Changes the file under its lock.
   *
   * @throws IOException it can't be read or written, or another command is changing it
   */
  public void change(UnaryOperator<T> change) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      new FileReplacement(file, next, MODE)
          .replace(this::giveToDirectorysOwner, () -> text(change.apply(read())));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "another command is changing " + file + "; if none is, delete " + next, e);
    }
  }

  private void giveToDirectorysOwner(Path next) throws IOException {
    UserPrincipal owner = Files.getOwner(file.toAbsolutePath().getParent());
    PosixFileAttributeView view =
        Files.getFileAttributeView(next, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (!view.getOwner().equals(owner)) {
      view.setOwner(owner);
    }
  }

  private String text(T value) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject();
      format.write(value, json);
      json.endObject();
    }
    return text + "\n";
  }
}
