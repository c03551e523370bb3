package org.ixpqos.collector.http;

import java.nio.file.Path;
import java.util.Optional;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.FileStamp;

/**
 * The PEM files of TLS.
 *
 * @param certificate the server's, and those between it and its root, in this order
 * @param key its private key, PKCS #8
 * @param clientCa the issuer of clients' certificates; without it none is requested
 * @param certificateOnly whether probes must show one, and keys are refused
 */
public record TlsFiles(
    Path certificate, Path key, Optional<Path> clientCa, boolean certificateOnly) {
  static TlsFiles from(ConfigObject object, Path directory) {
    TlsFiles files =
        new TlsFiles(
            directory.resolve(object.requiredPath("certificateFile")),
            directory.resolve(object.requiredPath("keyFile")),
            object.filePath("clientCaFile").map(directory::resolve),
            object.flag("certificateOnly").orElse(false));
    if (files.certificateOnly() && files.clientCa().isEmpty()) {
      object.problem(
          "certificateOnly", "true without \"clientCaFile\"", "the issuer of certificates");
    }
    object.finish();
    return files;
  }

  /** A text that changes when one of the files changes. */
  String stamp() {
    return FileStamp.of(certificate)
        + " "
        + FileStamp.of(key)
        + " "
        + clientCa.map(FileStamp::of).orElse("");
  }
}
