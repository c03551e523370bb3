package org.ixpqos.collector.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The configuration files of the package. */
final class ShippedConfiguration {
  private ShippedConfiguration() {}

  /** Empty where there is no such file. */
  static String text(String name) throws IOException {
    try (InputStream in =
        ShippedConfiguration.class.getResourceAsStream("/org/ixpqos/shipped/" + name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
