package org.ixpqos.service.tls;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The cause of a failed TLS connection and its remedy, in one sentence. */
public final class TlsTrouble {
  /** OkHttp's message for a certificate of another host. */
  private static final Pattern OTHER_HOST =
      Pattern.compile(
          "Hostname (\\S+) not verified:.*subjectAltNames: \\[([^\\]]*)\\]", Pattern.DOTALL);

  private static final int MAX_CAUSES = 20;

  /** A chain that is not trusted; its message is the sentence. */
  static final class Untrusted extends CertificateException {
    private static final long serialVersionUID = 1;

    Untrusted(String sentence, CertificateException cause) {
      super(sentence, cause);
    }
  }

  private TlsTrouble() {}

  /** The sentence for a failed call; empty when TLS is not the cause. */
  public static Optional<String> sentence(Throwable failure) {
    Throwable at = failure;
    for (int i = 0; at != null && i < MAX_CAUSES; at = at.getCause(), i++) {
      String message = String.valueOf(at.getMessage());
      if (at instanceof Untrusted) {
        return Optional.of(message);
      }
      if (at instanceof SSLPeerUnverifiedException) {
        return Optional.of(otherHost(message));
      }
      if (message.contains("Unsupported or unrecognized SSL message")) {
        return Optional.of(
            "the other side does not speak TLS at this port: is it http:// or another port?");
      }
    }
    return Optional.empty();
  }

  private static String otherHost(String message) {
    Matcher found = OTHER_HOST.matcher(message);
    if (!found.find()) {
      return "the certificate is for another host: " + message.lines().findFirst().orElse("");
    }
    String names = found.group(2).isBlank() ? "no name at all" : found.group(2);
    return "the certificate is for "
        + names
        + " and not for "
        + found.group(1)
        + ": use a name that it has in the URL, or have a certificate made for this one";
  }

  /** Why a chain is not trusted at a moment. */
  static String ofChain(X509Certificate[] chain, Optional<Path> caFile, Instant now) {
    for (X509Certificate certificate : chain) {
      Instant until = certificate.getNotAfter().toInstant();
      Instant from = certificate.getNotBefore().toInstant();
      String name = name(certificate.getSubjectX500Principal().getName());
      String clock = now.truncatedTo(ChronoUnit.SECONDS).toString();
      if (now.isAfter(until)) {
        return "the certificate of "
            + name
            + " expired at "
            + until
            + ": have it renewed (if this host's clock, "
            + clock
            + ", is right)";
      }
      if (now.isBefore(from)) {
        return "the certificate of "
            + name
            + " is valid from "
            + from
            + " on: set this host's clock, which shows "
            + clock
            + ", or wait";
      }
    }
    String issuer = name(chain[chain.length - 1].getIssuerX500Principal().getName());
    return "the certificate of "
        + name(chain[0].getSubjectX500Principal().getName())
        + " is issued by "
        + issuer
        + ", whom "
        + caFile.map(file -> file + " does not have").orElse("this system does not trust")
        + ": give the certificate of that issuer as caFile ('ixpqos setup --ca-file' on a probe)";
  }

  /** A name out of a certificate, which anybody may have written. */
  private static String name(String text) {
    String visible = text.replaceAll("[^\\x20-\\x7e]", "?");
    return visible.isEmpty() ? "no name" : visible.substring(0, Math.min(200, visible.length()));
  }
}
