package org.ixpqos.collector.prom;

import java.nio.file.Path;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.ixpqos.wire.config.ConfigObject;

/**
 * The engine that history is read from: {@code reads} in collector.json.
 *
 * @param url what {@code api/v1/query} is joined to: {@code http://host:8428} of a single node,
 *     {@code http://host:8481/select/0/prometheus} of a cluster
 * @param tokenFile sent as a Bearer token
 * @param userFile a name, a colon and a password, sent by HTTP Basic (RFC 7617)
 * @param caFile who may have issued its certificate; without it whom the system trusts
 */
public record EngineConfig(
    HttpUrl url, Optional<Path> tokenFile, Optional<Path> userFile, Optional<Path> caFile) {
  private static final String TYPE = "victoriametrics";

  /** Empty, when history is read from the collector's own store. */
  public static Optional<EngineConfig> from(ConfigObject root, Path directory) {
    return root.object("reads").map(object -> read(object, directory));
  }

  private static EngineConfig read(ConfigObject object, Path directory) {
    if (!object.requiredText("type").equals(TYPE) && object.has("type")) {
      object.problem("type", object.shown("type"), '"' + TYPE + '"');
    }
    object.requiredText("url");
    Optional<HttpUrl> url =
        object.parsed(
            "url",
            "a URL such as http://127.0.0.1:8428, without user, query and fragment",
            EngineConfig::url);
    EngineConfig config =
        new EngineConfig(
            url.orElse(HttpUrl.get("http://127.0.0.1:8428")),
            object.text("tokenFile").map(directory::resolve),
            object.text("userFile").map(directory::resolve),
            object.text("caFile").map(directory::resolve));
    if (config.tokenFile().isPresent() && config.userFile().isPresent()) {
      object.problem("userFile", "a user beside \"tokenFile\"", "one of the two");
    }
    object.finish();
    return config;
  }

  private static Optional<HttpUrl> url(String text) {
    return Optional.ofNullable(HttpUrl.parse(text))
        .filter(url -> url.username().isEmpty() && url.password().isEmpty())
        .filter(url -> url.query() == null && url.fragment() == null);
  }
}
