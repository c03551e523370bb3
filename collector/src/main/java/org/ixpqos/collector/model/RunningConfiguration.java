package org.ixpqos.collector.model;

import java.time.Instant;

/**
 * The configuration that a probe ran from a moment on.
 *
 * @param source the probe's name
 * @param since when it first reported it
 * @param version its daemon's
 * @param configuration the version of its configuration
 */
public record RunningConfiguration(
    String source, Instant since, String version, String configuration) {
  /** The digest of the lists that it runs; empty where its daemon does not report it. */
  public String lists() {
    return listsOf(configuration);
  }

  /** The same of a configuration's version. */
  public static String listsOf(String configuration) {
    int dash = configuration.indexOf('-');
    return dash < 0 ? "" : configuration.substring(dash + 1);
  }
}
