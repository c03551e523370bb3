package org.ixpqos.collector.http;

import java.nio.file.Path;
import java.util.Optional;
import org.ixpqos.wire.config.ConfigObject;
import org.ixpqos.wire.config.FileStamp;

/**
 * The PEM files of TLS.
 *
 * @param certificate the server's, and those between it and its root, in this order
 * @param key its private key, PKCS #8
 * @param clientCa who may have issued clients' certificates; without it none is asked for
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clientCa) {
  static TlsFiles from(ConfigObject object, Path directory) {
    TlsFiles files =
        new TlsFiles(
            directory.resolve(object.requiredPath("certificateFile")),
            directory.resolve(object.requiredPath("keyFile")),
            object.filePath("clientCaFile").map(directory::resolve));
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
