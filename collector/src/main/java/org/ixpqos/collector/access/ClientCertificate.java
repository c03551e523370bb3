package org.ixpqos.collector.access;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * The identity in a client's certificate: TLS has verified that the client CA issued it.
 *
 * @param name the one common name of its subject
 * @param serial its number, hex, as the CA gave it
 */
record ClientCertificate(String name, String serial) {
  /** Empty where there is no certificate, or it has no name, or several. */
  static Optional<ClientCertificate> of(Request request) {
    if (request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
            instanceof EndPoint.SslSessionData tls
        && tls.peerCertificates() != null
        && tls.peerCertificates().length > 0) {
      return of(tls.peerCertificates()[0]);
    }
    return Optional.empty();
  }

  static Optional<ClientCertificate> of(X509Certificate certificate) {
    List<String> names = commonNames(certificate.getSubjectX500Principal().getName());
    return names.size() == 1
        ? Optional.of(
            new ClientCertificate(names.get(0), certificate.getSerialNumber().toString(16)))
        : Optional.empty();
  }

  /** All common names, also those of a part with several values (RFC 4514, 2.2). */
  static List<String> commonNames(String subject) {
    List<String> names = new ArrayList<>();
    try {
      for (Rdn part : new LdapName(subject).getRdns()) {
        Attribute values = part.toAttributes().get("CN");
        for (int i = 0; values != null && i < values.size(); i++) {
          names.add(String.valueOf(values.get(i)));
        }
      }
    } catch (NamingException e) {
      return List.of(); // has no valid name
    }
    return names;
  }
}
