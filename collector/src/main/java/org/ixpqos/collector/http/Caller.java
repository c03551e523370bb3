package org.ixpqos.collector.http;

/**
 * Who calls, as far as the route asked.
 *
 * @param kind how it is known
 * @param name the probe's or the user's; empty for the others
 */
public record Caller(Kind kind, String name) {
  /** How a caller is known. */
  public enum Kind {
    ANYONE,
    /** The one key of the original, which all its probes share. */
    SHARED_KEY,
    PROBE,
    USER
  }

  public static final Caller ANYONE = new Caller(Kind.ANYONE, "");
  public static final Caller SHARED_KEY = new Caller(Kind.SHARED_KEY, "");

  public static Caller probe(String name) {
    return new Caller(Kind.PROBE, name);
  }

  public static Caller user(String name) {
    return new Caller(Kind.USER, name);
  }

  /** Whether results of this source are the caller's to post. */
  public boolean mayPostAs(String source) {
    return kind == Kind.SHARED_KEY || (kind == Kind.PROBE && name.equals(source));
  }
}
