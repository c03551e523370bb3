package org.ixpqos.collector.access;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Request;
import org.ixpqos.collector.http.Principal;
import org.ixpqos.collector.state.LiveFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client certificates that replace probes' keys; changes apply at once. */
final class Certificates {
  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  /**
   * The maximum of probes, more than exist; above it, the shared key stays valid for the others.
   */
  private static final int MAX_SEEN = 10_000;

  private final LiveFile<Set<String>> denied;

  /**
   * Probes that showed a certificate since the start: the shared key is no longer valid for them.
   */
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  Certificates(Path directory) {
    this.denied =
        new DeniedFile(directory)
            .live((before, now) -> log.info("denied certificates taken over denied={}", now));
  }

  /** The principal of a request's certificate. */
  Optional<Principal> caller(Request request) {
    return ClientCertificate.of(request).filter(this::isGood).map(this::seen);
  }

  private boolean isGood(ClientCertificate certificate) {
    Set<String> now = denied.value();
    return !now.contains(certificate.name())
        && !now.contains(DeniedFile.SERIAL + certificate.serial());
  }

  private Principal seen(ClientCertificate certificate) {
    if (seen.size() < MAX_SEEN) {
      seen.add(certificate.name());
    }
    return Principal.probe(certificate.name());
  }

  /** Whether a probe showed a certificate since the start. */
  boolean has(String probe) {
    return seen.contains(probe);
  }
}
