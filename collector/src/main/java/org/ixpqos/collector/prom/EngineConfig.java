package org.ixpqos.collector.prom;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.ixpqos.cli.Pem;
import org.ixpqos.wire.config.ConfigObject;

/**
 * The engine that history is read from: {@code reads} in collector.json.
 *
 * @param url what {@code api/v1/query} is joined to: {@code http://host:8428} of a single node,
 *     {@code http://host:8481/select/0/prometheus} of a cluster
 * @param secret how it knows us; empty when it asks nobody
 * @param caFile who may have issued its certificate; without it whom the system trusts
 */
public record EngineConfig(HttpUrl url, Optional<Secret> secret, Optional<Path> caFile) {
  /**
   * What proves who we are.
   *
   * @param user whose password it is (HTTP Basic, RFC 7617); empty when it is a Bearer token
   * @param file where the token or password stands, alone
   */
  public record Secret(Optional<String> user, Path file) {}

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
            "an http or https URL without a user, a query and the path of the interface, such as"
                + " \"http://127.0.0.1:8428\"",
            EngineConfig::url);
    EngineConfig config =
        new EngineConfig(
            url.orElse(HttpUrl.get("http://127.0.0.1:8428")),
            secret(object, directory),
            object.text("caFile").map(directory::resolve));
    config.caFile().ifPresent(file -> requireCertificates(object, file));
    object.finish();
    return config;
  }

  private static Optional<Secret> secret(ConfigObject object, Path directory) {
    Optional<Path> token = object.text("tokenFile").map(directory::resolve);
    Optional<String> user = object.text("user");
    Optional<Path> password = object.text("passwordFile").map(directory::resolve);
    if (user.isPresent() != password.isPresent()) {
      String missing = user.isPresent() ? "passwordFile" : "user";
      object.problem(missing, "nothing", "\"user\" and \"passwordFile\" together, or neither");
    }
    if (token.isPresent() && user.isPresent()) {
      object.problem(
          "tokenFile",
          object.shown("tokenFile") + " and a \"user\"",
          "either \"tokenFile\", or \"user\" and \"passwordFile\"");
    }
    return token.or(() -> password).map(file -> new Secret(user, file));
  }

  private static void requireCertificates(ConfigObject object, Path file) {
    try {
      Pem.certificates(file);
    } catch (IOException | GeneralSecurityException e) {
      object.problem(
          "caFile",
          object.shown("caFile") + ", which can't be used (" + e.getMessage() + ")",
          "a file with certificates in PEM");
    }
  }

  private static Optional<HttpUrl> url(String text) {
    return Optional.ofNullable(HttpUrl.parse(text))
        .filter(url -> url.username().isEmpty() && url.password().isEmpty())
        .filter(url -> url.query() == null && url.fragment() == null)
        .filter(url -> !url.encodedPath().contains("/api/v1"));
  }
}
