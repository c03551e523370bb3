package org.ixpqos.daemon.setup;

import java.util.List;

/** The errors that keep a probe from being set up. */
public final class SetupException extends Exception {
  private static final long serialVersionUID = 1;

  public SetupException(List<String> errors) {
    super(String.join("\n", errors));
  }
}
