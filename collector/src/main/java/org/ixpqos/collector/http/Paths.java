package org.ixpqos.collector.http;

import java.util.regex.Pattern;

/**
 * The only accepted form of a path. A proxy in front, which passes only some paths, may read a path
 * with dot segments, parameters or escapes differently; ours have none of these.
 */
final class Paths {
  private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9._-]*)+");
  private static final Pattern ODD = Pattern.compile("(^|/)\\.{1,2}(/|$)|//");

  static final String ALLOWED =
      "a path is of letters, digits, dots, dashes, underscores and single slashes, without dot"
          + " segments, parameters and escapes";

  private Paths() {}

  /** Whether a path, as it was sent, has this form. */
  static boolean isPlain(String path) {
    return path != null && PLAIN.matcher(path).matches() && !ODD.matcher(path).find();
  }
}
