package org.ixpqos.collector.http;

/**
 * Who calls, as far as the route asked.
 *
 * @param kind how it is known
 * @param name the probe's or the user's; empty for the others
 */
public record Principal(Kind kind, String name) {
  /** How a caller is known. */
  public enum Kind {
    ANYONE,
    /** The one key of the original, which all its probes share. */
    SHARED_KEY,
    PROBE,
    USER
  }

  public static final Principal ANYONE = new Principal(Kind.ANYONE, "");
  public static final Principal SHARED_KEY = new Principal(Kind.SHARED_KEY, "");

  public static Principal probe(String name) {
    return new Principal(Kind.PROBE, name);
  }

  public static Principal user(String name) {
    return new Principal(Kind.USER, name);
  }

  /** Whether results of this source are the caller's to post. */
  public boolean mayPostAs(String source) {
    return kind == Kind.SHARED_KEY || (kind == Kind.PROBE && name.equals(source));
  }
}
