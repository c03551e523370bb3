package org.ixpqos.collector.history.victoriametrics;

import java.nio.file.Path;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.ixpqos.collector.database.DatabaseAccess;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.service.ServiceUrl;

/**
 * The database that history is read from: {@code reads} in collector.json.
 *
 * @param url the base of {@code api/v1/query}: {@code http://host:8428} of a single node, {@code
 *     http://host:8481/select/0/prometheus} of a cluster
 * @param access the credentials of both ends
 */
public record HistoryConfig(HttpUrl url, DatabaseAccess access) {
  private static final String TYPE = "victoriametrics";

  /** Empty, when history is read from the collector's own store. */
  public static Optional<HistoryConfig> from(ConfigObject root, Path directory) {
    return root.object("reads").map(object -> read(object, directory));
  }

  private static HistoryConfig read(ConfigObject object, Path directory) {
    if (!object.requiredText("type").equals(TYPE) && object.has("type")) {
      object.problem("type", object.shown("type"), '"' + TYPE + '"');
    }
    object.requiredText("url");
    Optional<HttpUrl> url =
        object.parsed(
            "url",
            "an http or https URL without a user, a query and the path of the interface, such as"
                + " \"http://127.0.0.1:8428\"",
            HistoryConfig::url);
    HistoryConfig config =
        new HistoryConfig(
            url.orElse(HttpUrl.get("http://127.0.0.1:8428")),
            DatabaseAccess.from(object, directory));
    object.finish();
    return config;
  }

  private static Optional<HttpUrl> url(String text) {
    return Optional.of(HttpUrl.get(ServiceUrl.parse(text).toString()))
        .filter(url -> !url.encodedPath().contains("/api/v1"));
  }
}
