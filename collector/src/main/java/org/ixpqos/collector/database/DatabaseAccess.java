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
 * How another's engine and the collector know each other: {@code tokenFile}, {@code user}, {@code
 * passwordFile} and {@code caFile} of a sink, and of {@code reads}.
 *
 * @param secret how it knows us; empty when it asks nobody
 * @param caFile PEM certificates that its own must lead to; empty for the system's
 */
public record DatabaseAccess(Optional<Secret> secret, Optional<Path> caFile) {
  /** Of an engine that asks nobody, and speaks plain HTTP or has a certificate that all trust. */
  public static final DatabaseAccess OPEN = new DatabaseAccess(Optional.empty(), Optional.empty());

  /**
   * What proves who we are.
   *
   * @param user whose password it is (HTTP Basic, RFC 7617); empty when it is a token
   * @param file where the token or password stands, alone
   */
  public record Secret(Optional<String> user, Path file) {
    /**
     * The header {@code Authorization}. The file is read each time: a new secret is good at once.
     *
     * @param scheme what stands before a token
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
   * Has a client trust the engine.
   *
   * @throws IOException the CA file can't be used
   */
  public void secure(OkHttpClient.Builder client) throws IOException {
    try {
      // also where it is the system's: the client says what it refuses
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
