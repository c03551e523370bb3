package org.ixpqos.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.access.AccessConfig;
import org.ixpqos.collector.history.victoriametrics.HistoryConfig;
import org.ixpqos.collector.http.HttpConfig;
import org.ixpqos.collector.incident.Thresholds.Rule;
import org.ixpqos.collector.sink.SinkConfig;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Problems;
import org.ixpqos.service.KeyFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code collector.json}.
 *
 * @param http the address that it listens at, and its limits
 * @param apiKey the probes' shared key; never logged
 * @param storeDirectory the directory of the store
 * @param probesFile published at {@code conf/probes}
 * @param scheduleFile published at {@code conf/schedule}
 * @param retention how long each kind of record is kept
 * @param access who may read, and which proxies are trusted
 * @param publicPage whether everyone may read {@code /public/}: without addresses, and of the
 *     probes' health only whether they report
 * @param thresholds the limits above which a pair stands out, the first that matches; else the
 *     default
 * @param sinks databases that every round is written to
 * @param reads the database that history is read from; empty for the store
 */
public record CollectorConfig(
    HttpConfig http,
    String apiKey,
    Path storeDirectory,
    Path probesFile,
    Path scheduleFile,
    Retention retention,
    AccessConfig access,
    boolean publicPage,
    List<Rule> thresholds,
    List<SinkConfig> sinks,
    Optional<HistoryConfig> reads) {
  /** The file's name in the configuration's directory. */
  public static final String FILE = "collector.json";

  /** The directory of the store, and of the other state. */
  public static final Path STORE = Path.of("/var/lib/ixpqos-collector");

  private static final Logger log = LoggerFactory.getLogger(CollectorConfig.class);

  /**
   * How long records are kept.
   *
   * @param raw rounds; older ones are refused on receipt
   * @param hourly rollups of hours
   */
  public record Retention(Duration raw, Duration hourly) {
    /** The default, so that a month can be exported for some days after it ended. */
    public static final Retention USUAL = new Retention(Duration.ofDays(35), Duration.ofDays(400));
  }

  public CollectorConfig {
    thresholds = List.copyOf(thresholds);
    sinks = List.copyOf(sinks);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "collector at "
        + http.address()
        + " port "
        + http.port()
        + ", store in "
        + storeDirectory;
  }

  /**
   * Reads a configuration's directory.
   *
   * @throws ConfigException with all its errors
   */
  public static CollectorConfig read(Path directory) throws ConfigException {
    Problems problems = new Problems();
    return from(ConfigObject.read(directory.resolve(FILE), problems), directory, problems);
  }

  /** The configuration that was applied last in a directory; empty where none is kept. */
  public static Optional<CollectorConfig> lastGood(Path directory) {
    return LastGoodConfiguration.read(directory);
  }

  /** The same of a text from elsewhere. */
  static CollectorConfig parse(String text, Path file, Path directory) throws ConfigException {
    Problems problems = new Problems();
    return from(ConfigObject.parse(text, file.toString(), problems), directory, problems);
  }

  /** The differences from another that apply while the collector runs. */
  List<String> hotKeys(CollectorConfig other) {
    return ConfigurationWatch.differing(
        "retention",
        retention,
        other.retention,
        "login or trustedProxies",
        access,
        other.access,
        "unlisted or limits.sources to limits.unlistedPairsOfSource",
        http.limits().pairs(),
        other.http.limits().pairs(),
        "thresholds",
        thresholds,
        other.thresholds,
        "probesFile",
        probesFile,
        other.probesFile,
        "scheduleFile",
        scheduleFile,
        other.scheduleFile);
  }

  /** The differences from another that need a restart. */
  List<String> coldKeys(CollectorConfig other) {
    return ConfigurationWatch.differing(
        "listen",
        List.of(http.address(), http.port()),
        List.of(other.http.address(), other.http.port()),
        "tls",
        http.tls(),
        other.http.tls(),
        "limits",
        http.limits().withPairsOf(other.http.limits()),
        other.http.limits(),
        "apiKeyFile",
        apiKey,
        other.apiKey,
        "store",
        storeDirectory,
        other.storeDirectory,
        "publicPage",
        publicPage,
        other.publicPage,
        "sinks",
        sinks,
        other.sinks,
        "reads",
        reads,
        other.reads);
  }

  private static CollectorConfig from(ConfigObject root, Path directory, Problems problems)
      throws ConfigException {
    boolean readable = problems.isEmpty();
    HttpConfig http = HttpConfig.from(root, directory);
    String key = readable ? key(root, directory) : "";
    warnOfTlsKey(http);
    Optional<ConfigObject> store = root.object("store");
    Path storeDirectory = store.flatMap(object -> object.filePath("directory")).orElse(STORE);
    store.ifPresent(ConfigObject::finish);
    CollectorConfig config =
        new CollectorConfig(
            http,
            key,
            directory.resolve(storeDirectory).normalize(),
            directory.resolve(root.filePath("probesFile").orElse(Path.of("probes.json"))),
            directory.resolve(root.filePath("scheduleFile").orElse(Path.of("schedule.json"))),
            retention(root),
            AccessConfig.from(root),
            root.flag("publicPage").orElse(false),
            ThresholdConfig.from(root),
            SinkConfig.from(root, directory),
            HistoryConfig.from(root, directory));
    root.finish();
    problems.throwIfAny();
    return config;
  }

  private static Retention retention(ConfigObject root) {
    Optional<ConfigObject> object = root.object("retention");
    if (object.isEmpty()) {
      return Retention.USUAL;
    }
    Duration least = Duration.ofDays(1);
    Duration most = Duration.ofDays(36_500);
    Retention retention =
        new Retention(
            object.get().duration("raw", least, most).orElse(Retention.USUAL.raw()),
            object.get().duration("hourly", least, most).orElse(Retention.USUAL.hourly()));
    if (retention.hourly().compareTo(retention.raw()) < 0) {
      object.get().problem("hourly", object.get().shown("hourly"), "not less than \"raw\"");
    }
    object.get().finish();
    return retention;
  }

  private static void warnOfReaders(String what, Path file) throws IOException {
    if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      log.warn("everybody on this host can read {}; chmod o-rwx {}", what, file);
    }
  }

  private static void warnOfTlsKey(HttpConfig http) {
    http.tls()
        .ifPresent(
            files -> {
              try {
                warnOfReaders("the key of the TLS certificate", files.key());
              } catch (IOException e) {
                // the caller that opens it reports the error
              }
            });
  }

  private static String key(ConfigObject root, Path directory) {
    root.requiredText("apiKeyFile");
    Optional<Path> name = root.filePath("apiKeyFile");
    if (name.isEmpty()) {
      return "";
    }
    KeyFile file = KeyFile.of(directory.resolve(name.get()));
    try {
      String key = file.key();
      warnOfReaders("the API key", file.read());
      return key;
    } catch (NoSuchFileException e) {
      root.problem(
          "apiKeyFile",
          file.configured() + ", which is missing or empty",
          "a file with the key that probes send");
      return "";
    } catch (IOException e) {
      root.problem(
          "apiKeyFile",
          file.configured() + ", which can't be used (" + e.getMessage() + ")",
          "a file with the key that probes send");
      return "";
    }
  }
}
