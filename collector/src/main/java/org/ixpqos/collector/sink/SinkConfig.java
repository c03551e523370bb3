package org.ixpqos.collector.sink;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ixpqos.collector.database.DatabaseAccess;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.model.Names;
import org.ixpqos.service.ServiceUrl;

/**
 * One of {@code sinks} in {@code collector.json}: a database that every round is written to.
 *
 * @param name the key of its position
 * @param type its InfluxDB interface
 * @param url the base of the interface's path
 * @param parameters the destination of points: {@code org} and {@code bucket}, or {@code db}
 * @param access the credentials of both ends
 */
public record SinkConfig(
    String name, Type type, URI url, Map<String, String> parameters, DatabaseAccess access) {

  /** The allowed types. */
  private static final String URL_ALLOWED =
      "an http or https URL without a user, a query and the path of the interface, such as"
          + " \"http://127.0.0.1:8086\"";

  /** The names of some sinks. */
  public static Set<String> names(List<SinkConfig> sinks) {
    return sinks.stream().map(SinkConfig::name).collect(Collectors.toUnmodifiableSet());
  }

  /** InfluxDB's interfaces for writing. */
  public enum Type {
    /** Of InfluxDB 2 and 3, VictoriaMetrics and QuestDB. */
    INFLUXDB2("api/v2/write", "us"),
    /** Of InfluxDB 1. */
    INFLUXDB1("write", "u");

    final String path;

    /** Its word for microseconds. */
    final String precision;

    Type(String path, String precision) {
      this.path = path;
      this.precision = precision;
    }

    private static Optional<Type> of(String text) {
      return List.of(values()).stream().filter(type -> type.toString().equals(text)).findFirst();
    }

    /** Its name in the file. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SinkConfig {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /** Reads the key {@code sinks}; files are named from {@code directory}. */
  public static List<SinkConfig> from(ConfigObject root, Path directory) {
    List<SinkConfig> sinks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigObject object : root.objects("sinks")) {
      SinkConfig sink = one(object, directory);
      if (!sink.name().isEmpty() && !names.add(sink.name())) {
        object.problem("name", object.shown("name"), "a name that no other sink has");
      }
      sinks.add(sink);
    }
    return sinks;
  }

  private static SinkConfig one(ConfigObject object, Path directory) {
    String name = object.requiredText("name");
    if (!name.isBlank() && !Names.isName(name)) {
      object.problem("name", object.shown("name"), Names.ALLOWED);
    }
    Optional<Type> type = object.parsed("type", "\"influxdb2\" or \"influxdb1\"", Type::of);
    Optional<URI> url = object.parsed("url", URL_ALLOWED, SinkConfig::url);
    for (String required : List.of("type", "url")) {
      if (!object.has(required)) {
        object.problem(required, "nothing", "a text; it must be given");
      }
    }
    SinkConfig sink =
        new SinkConfig(
            name,
            type.orElse(Type.INFLUXDB2),
            url.orElse(URI.create("http://invalid")),
            parameters(object, type),
            DatabaseAccess.from(object, directory));
    object.finish();
    return sink;
  }

  private static Optional<URI> url(String text) {
    return Optional.of(ServiceUrl.parse(text))
        .filter(url -> !String.valueOf(url.getPath()).endsWith("/write"));
  }

  /** VictoriaMetrics and QuestDB need none of them. */
  private static Map<String, String> parameters(ConfigObject object, Optional<Type> type) {
    Map<String, String> parameters = new TreeMap<>();
    if (type.isEmpty() || type.get() == Type.INFLUXDB2) {
      object.text("org").ifPresent(org -> parameters.put("org", org));
      object.text("bucket").ifPresent(bucket -> parameters.put("bucket", bucket));
    }
    if (type.isEmpty()) {
      object.text("database");
    } else if (type.get() == Type.INFLUXDB1) {
      parameters.put("db", object.requiredText("database"));
    }
    return parameters;
  }

  /** Whether a secret could be read on the network. */
  boolean tellsItsSecret() {
    return access.secret().isPresent() && ServiceUrl.isReadOnTheWay(url);
  }
}
