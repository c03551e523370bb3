package org.ixpqos.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that this build is. */
public final class Version implements IVersionProvider {
  /** Such as {@code 0.1.0}. */
  public static String current() {
    return properties().getProperty("version");
  }

  /** When this build was made, by the source's own date: no clock that is set shows less. */
  public static Instant built() {
    return Instant.parse(properties().getProperty("built"));
  }

  private static Properties properties() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "ixpqos " + current(), "Java " + Runtime.version() + " on " + System.getProperty("os.arch")
    };
  }
}
