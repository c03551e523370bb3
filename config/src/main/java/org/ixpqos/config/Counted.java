package org.ixpqos.config;

/** A count with its noun: 1 peer, 2 peers. */
public final class Counted {
  private Counted() {}

  /** The count and its noun, whose plural ends in s. */
  public static String of(long count, String one) {
    return count + " " + noun(count, one, one + "s");
  }

  /** The count and its noun. */
  public static String of(long count, String one, String many) {
    return count + " " + noun(count, one, many);
  }

  /** The noun alone, for a count that is formatted elsewhere. */
  public static String noun(long count, String one, String many) {
    return count == 1 ? one : many;
  }
}
