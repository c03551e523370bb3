package org.ixpqos.collector.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.service.KeyFile;
import org.ixpqos.service.http.HttpClients;
import org.ixpqos.service.tls.Pem;

/**
 * How a database and the collector authenticate each other: {@code tokenFile}, {@code user}, {@code
 * passwordFile} and {@code caFile} of a sink, and of {@code reads}.
 *
 * @param secret our credentials; empty when it requires none
 * @param caFile PEM authorities of its certificate; empty for the system's
 */
public record DatabaseAccess(Optional<Secret> secret, Optional<Path> caFile) {
  /** For a database without a login, over plain HTTP or with a publicly trusted certificate. */
  public static final DatabaseAccess OPEN = new DatabaseAccess(Optional.empty(), Optional.empty());

  /**
   * Our credentials.
   *
   * @param user the user of a password (HTTP Basic, RFC 7617); empty for a token
   * @param file holds the token or password alone
   */
  public record Secret(Optional<String> user, Path file) {
    /**
     * The header {@code Authorization}. The file is read each time: a new secret applies at once.
     *
     * @param scheme the word before a token
     * @throws java.nio.file.NoSuchFileException there is no secret
     * @throws IOException it can't be used
     */
    public String authorization(String scheme) throws IOException {
      String text = KeyFile.of(file).key();
      return user.map(name -> Credentials.basic(name, text, StandardCharsets.UTF_8))
          .orElse(scheme + " " + text);
    }
  }

  /** Reads the keys of an object; files are named from {@code directory}. */
  public static DatabaseAccess from(ConfigObject object, Path directory) {
    Optional<Secret> secret = secret(object, directory);
    Optional<Path> caFile = object.filePath("caFile").map(directory::resolve);
    caFile.ifPresent(file -> requireCertificates(object, file));
    return new DatabaseAccess(secret, caFile);
  }

  private static Optional<Secret> secret(ConfigObject object, Path directory) {
    Optional<Path> token = object.filePath("tokenFile").map(directory::resolve);
    Optional<String> user = object.text("user");
    Optional<Path> password = object.filePath("passwordFile").map(directory::resolve);
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

  /**
   * Makes a client trust the database.
   *
   * @throws IOException the CA file can't be used
   */
  public void secure(OkHttpClient.Builder client) throws IOException {
    try {
      // also for the system's authorities: the client explains a refusal
      HttpClients.secure(client, caFile, Optional.empty());
    } catch (IOException e) {
      throw new IOException(
          "caFile "
              + caFile.map(Path::toString).orElse("of the system")
              + " can't be used: "
              + e.getMessage(),
          e);
    }
  }
}
