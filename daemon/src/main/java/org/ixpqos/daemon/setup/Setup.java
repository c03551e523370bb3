package org.ixpqos.daemon.setup;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ixpqos.config.BoundedFile;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.Problem;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.config.AtomicFile;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.service.KeyFile;
import org.ixpqos.service.tls.Pem;

/**
 * Sets a probe up: all input is read and checked first, then the collector is collector, and files
 * are written only when both succeed. A repetition changes nothing.
 */
public final class Setup {
  private static final Path ETC = Path.of("/etc/ixpqos");
  private static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OF_SERVICE =
      PosixFilePermissions.fromString("rw-r-----");
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private final Path directory;
  private final Service service;
  private final InputStream standardInput;
  private final List<String> errors = new ArrayList<>();
  private final List<String> done = new ArrayList<>();

  /**
   * The request; an empty part stays as it is in the files.
   *
   * @param keyFile holds the API key; {@code -} is standard input
   * @param caFile a copy is kept in the configuration's directory, where the service can read it
   * @param lists the origin of probes.json and schedule.json: {@code collector} or {@code files}
   * @param ask whether the collector is collector before anything is written
   */
  public record Wishes(
      Optional<String> name,
      Optional<String> url,
      Optional<Path> keyFile,
      Optional<Path> caFile,
      Optional<String> lists,
      boolean ask) {
    /** The setting of the lists stays as it is. */
    public Wishes(
        Optional<String> name,
        Optional<String> url,
        Optional<Path> keyFile,
        Optional<Path> caFile,
        boolean ask) {
      this(name, url, keyFile, caFile, Optional.empty(), ask);
    }
  }

  public Setup(Path directory, Service service, InputStream standardInput) {
    this.directory = directory;
    this.service = service;
    this.standardInput = standardInput;
  }

  /**
   * Does it.
   *
   * @return what was done, a sentence each
   * @throws SetupException with every error; nothing was written
   * @throws IOException when a file can't be written or the service can't be notified
   */
  public List<String> apply(Wishes wishes)
      throws SetupException, IOException, InterruptedException {
    DaemonJson json = read();
    wishes.name().ifPresent(json::name);
    wishes.url().ifPresent(json::url);
    wishes.lists().ifPresent(json::lists);
    Path keyFile = json.keyFile().orElse(directory.resolve("api-key"));
    Path caFile = directory.resolve("collector-ca.pem");
    if (json.url().isPresent() && !json.namesKeyFile() && !keyFile.equals(ETC.resolve("api-key"))) {
      json.keyFile(keyFile);
    }
    String certificates = wishes.caFile().map(this::certificates).orElse("");
    if (json.url().isPresent() && !certificates.isEmpty()) {
      json.caFile(caFile);
    }
    if (!json.hasName()) {
      errors.add("--name: this probe has none yet: give its name in probes.json");
    }
    if (json.url().isEmpty()) {
      errors.add("--collector: there is none yet: give its URL");
    }
    String key = wishes.keyFile().map(this::newKey).orElseGet(() -> installedKey(keyFile));
    Optional<Configuration> configuration = validate(json);
    if (errors.isEmpty() && wishes.ask()) {
      ask(json, keyFile, wishes.caFile(), key);
    }
    if (!errors.isEmpty()) {
      throw new SetupException(errors);
    }
    Path file = directory.resolve("daemon.json");
    boolean newCa = !certificates.isEmpty() && put(caFile, certificates, READABLE);
    OptionalInt group = configuration.map(Setup::serviceGroup).orElseGet(OptionalInt::empty);
    boolean newKey = putKey(keyFile, key + "\n", group);
    boolean newJson = put(file, json.toString(), permissions(file));
    if (newCa || newKey || newJson) {
      done.add(service.takeUp(newKey && group.isEmpty()));
    }
    configuration.ifPresent(this::printNextSteps);
    return List.copyOf(done);
  }

  private void printNextSteps(Configuration configuration) {
    done.addAll(configuration.warnings());
    if (configuration.daemon().remoteFrom().isPresent()) {
      done.add(
          "probes.json and schedule.json come from the collector; the one there must list \""
              + configuration.daemon().name()
              + "\"");
    } else if (!configuration.missing().isEmpty()) {
      done.add(configuration.missing());
    }
  }

  /**
   * The group of the service, which owns the buffer's directory: its members may read the key, so
   * that the service sees a new one.
   */
  private static OptionalInt serviceGroup(Configuration configuration) {
    Path buffer = configuration.daemon().buffer().directory();
    try {
      int user = (Integer) Files.getAttribute(buffer, "unix:uid");
      return user == 0
          ? OptionalInt.empty()
          : OptionalInt.of((Integer) Files.getAttribute(buffer, "unix:gid"));
    } catch (IOException e) {
      return OptionalInt.empty(); // there is none yet
    }
  }

  private boolean putKey(Path file, String text, OptionalInt group) throws IOException {
    boolean shared =
        Files.exists(file)
            && group.isPresent()
            && Files.getAttribute(file, "unix:gid").equals(group.getAsInt());
    boolean changed = put(file, text, shared ? OF_SERVICE : SECRET);
    if (group.isPresent() && !shared && "root".equals(System.getProperty("user.name"))) {
      Files.setAttribute(file, "unix:gid", group.getAsInt());
      Files.setPosixFilePermissions(file, OF_SERVICE);
    }
    return changed;
  }

  private DaemonJson read() throws SetupException {
    Path file = directory.resolve("daemon.json");
    try {
      return DaemonJson.parse(
          Files.exists(file)
              ? BoundedFile.text(file, BoundedFile.MAX_BYTES, StandardCharsets.UTF_8)
              : "{}");
    } catch (IOException | JsonParseException e) {
      throw new SetupException(List.of(file + " can't be read: mend it first: " + e.getMessage()));
    }
  }

  private String certificates(Path file) {
    try {
      return BoundedFile.text(file, Pem.MAX_BYTES, StandardCharsets.UTF_8);
    } catch (IOException e) {
      errors.add("--ca-file: can't be read: " + e);
      return "";
    }
  }

  private String newKey(Path file) {
    boolean piped = file.equals(Path.of("-"));
    try {
      byte[] bytes =
          piped
              ? BoundedFile.bytes(standardInput, KeyFile.MAX_BYTES, "standard input")
              : BoundedFile.bytes(file, KeyFile.MAX_BYTES);
      return KeyFile.key(new String(bytes, StandardCharsets.ISO_8859_1), file.toString());
    } catch (NoSuchFileException e) {
      errors.add(
          piped
              ? "--api-key-file -: standard input is empty: put the key into it, one line"
              : "--api-key-file: "
                  + file
                  + (Files.exists(file) ? " holds no key: one line" : " does not exist"));
      return "";
    } catch (IOException e) {
      errors.add("--api-key-file: can't be used: " + e.getMessage());
      return "";
    }
  }

  private String installedKey(Path keyFile) {
    try {
      return new KeyFile(keyFile, keyFile).key();
    } catch (NoSuchFileException e) {
      errors.add("--api-key-file: there is no key yet: give a file that holds it, or - for stdin");
    } catch (IOException e) {
      errors.add("--api-key-file: the installed key can't be read, give it again: " + e);
    }
    return "";
  }

  private Optional<Configuration> validate(DaemonJson json) {
    try {
      return Optional.of(
          new ConfigurationLoader(directory, new QuartzCron()).loadWith(json.toString()));
    } catch (ConfigException e) {
      e.problems().stream().map(Problem::toString).forEach(errors::add);
      return Optional.empty();
    }
  }

  private void ask(DaemonJson json, Path keyFile, Optional<Path> caFile, String key) {
    URI url = URI.create(json.url().orElseThrow());
    Collector collector =
        new Collector("", url, keyFile, caFile.or(json::caFile), Optional.empty(), false);
    try (CollectorAccess access = new CollectorAccess(collector)) {
      Optional<String> name = json.name();
      Optional<String> problem =
          access
              .problem(Optional.of(key))
              .or(() -> name.flatMap(own -> access.refusal(own, Optional.of(key))));
      problem.ifPresent(text -> errors.add("--collector: " + text));
      if (problem.isEmpty()) {
        done.add("the collector answers and takes the key: " + url);
      }
    } catch (IOException e) {
      errors.add("--ca-file: " + e.getMessage());
    }
  }

  /** An operator's own choice is kept. */
  private static Set<PosixFilePermission> permissions(Path file) throws IOException {
    return Files.exists(file) ? Files.getPosixFilePermissions(file) : READABLE;
  }

  private boolean put(Path file, String text, Set<PosixFilePermission> permissions)
      throws IOException {
    boolean changed = AtomicFile.write(file, text, permissions);
    done.add(file + (changed ? " was written" : " stays as it is"));
    return changed;
  }
}
