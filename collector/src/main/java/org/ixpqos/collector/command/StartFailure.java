package org.ixpqos.collector.command;

import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.collector.http.TlsFiles;

/** Why a collector can't start: one line, the reason, and what to do. */
final class StartFailure {
  private static final String PORTS =
      "/usr/share/doc/ixpqos-common/examples/ixpqos-collector-port-443.conf";

  private StartFailure() {}

  static String text(Throwable failure, CollectorConfig config) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return bind(String.valueOf(cause.getMessage()), config);
      }
      if (cause instanceof AccessDeniedException denied) {
        return denied(denied.getFile());
      }
      if (cause instanceof NoSuchFileException missing) {
        return missing.getFile() + " is not there; see \"tls\" and \"store\" in collector.json";
      }
      if (cause instanceof GeneralSecurityException && config.http().tls().isPresent()) {
        TlsFiles tls = config.http().tls().get();
        return "the TLS certificate "
            + tls.certificate()
            + " and its key "
            + tls.key()
            + " can't be used: "
            + cause.getMessage();
      }
    }
    return String.valueOf(failure.getMessage());
  }

  static String denied(String file) {
    return file
        + " may not be read by the user "
        + System.getProperty("user.name")
        + ": chgrp ixpqos-collector "
        + file
        + " && chmod 0640 "
        + file
        + ", and the directories above it need x for that group";
  }

  private static String bind(String reason, CollectorConfig config) {
    String where = config.http().address() + " port " + config.http().port();
    if (reason.contains("Permission denied")) {
      return "the service may not listen at "
          + where
          + ", below 1024: give it the capability with "
          + PORTS
          + ", or put a proxy in front";
    }
    if (reason.contains("in use")) {
      return where
          + " is taken by another program, 'ss -ltnp' shows which: stop it, or set \"listen\" in"
          + " collector.json";
    }
    return where
        + " can't be listened at ("
        + reason
        + "): \"listen\".\"address\" in collector.json must be one of this host's, see 'ip address'";
  }
}
