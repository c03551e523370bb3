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
 * @param clientCa who may have issued clients' certificates; without it none is asked for
 * @param certificateOnly whether probes must show one, and no key is taken
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
      object.problem("certificateOnly", "true without \"clientCaFile\"", "who issues certificates");
    }
    object.finish();
    return files;
  }

  /** Another text when one of the files is another. */
  String stamp() {
    return FileStamp.of(certificate)
        + " "
        + FileStamp.of(key)
        + " "
        + clientCa.map(FileStamp::of).orElse("");
  }
}
