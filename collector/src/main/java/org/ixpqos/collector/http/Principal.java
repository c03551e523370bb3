package org.ixpqos.collector.http;

/**
 * The sender of a request, as far as the route required it.
 *
 * @param kind how it was authenticated
 * @param name of the probe or the user; empty for the others
 */
public record Principal(Kind kind, String name) {
  /** How a principal was authenticated. */
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

  /** Whether the principal may post results of this source. */
  public boolean mayPostAs(String source) {
    return kind == Kind.SHARED_KEY || (kind == Kind.PROBE && name.equals(source));
  }
}
