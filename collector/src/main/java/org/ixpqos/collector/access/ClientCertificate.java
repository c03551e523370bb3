package org.ixpqos.collector.access;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** Whom a client's certificate names: TLS has seen that the client CA issued it. */
final class ClientCertificate {
  private ClientCertificate() {}

  /** The common name of the certificate's subject. */
  static Optional<String> name(Request request) {
    if (request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
            instanceof EndPoint.SslSessionData tls
        && tls.peerCertificates() != null
        && tls.peerCertificates().length > 0) {
      return commonName(tls.peerCertificates()[0]);
    }
    return Optional.empty();
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .filter(String.class::isInstance)
              .map(String.class::cast)
              .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty(); // names nobody
    }
  }
}
