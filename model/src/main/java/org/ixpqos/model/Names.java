package org.ixpqos.model;

/** The names that probes, sites, groups and schedule entries may have. */
public final class Names {
  /** The allowed names, for error messages. */
  public static final String ALLOWED =
      "a name of up to 63 letters, digits, dots, dashes and underscores, starting with a letter or"
          + " digit";

  private static final int MAX_LENGTH = 63;

  private Names() {}

  /** Whether a probe, a site, a group or a schedule entry may have this name. */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_LENGTH
        && ".-_".indexOf(text.charAt(0)) < 0
        && isOf(text, ".-_");
  }

  /** Whether all of a text is ASCII letters, ASCII digits, and these marks. */
  public static boolean isOf(String text, String marks) {
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      boolean letter = (one | 0x20) >= 'a' && (one | 0x20) <= 'z';
      if (!letter && !(one >= '0' && one <= '9') && marks.indexOf(one) < 0) {
        return false;
      }
    }
    return true;
  }
}
