package org.ixpqos.daemon.doctor;

/**
 * What a check found.
 *
 * @param check what was looked at, a word or two
 * @param level how bad it is
 * @param found what is there
 * @param why why it matters; empty when all is well
 * @param mend what mends it, a command where one can; empty when all is well
 */
public record Finding(String check, Level level, String found, String why, String mend) {
  /** How bad it is. */
  public enum Level {
    OK,
    /** Something is worse than it could be, or will fail some day. */
    WARNING,
    /** Measurements are wrong, or the service fails. */
    PROBLEM
  }

  static Finding ok(String check, String found) {
    return new Finding(check, Level.OK, found, "", "");
  }

  static Finding warning(String check, String found, String why, String mend) {
    return new Finding(check, Level.WARNING, found, why, mend);
  }

  static Finding problem(String check, String found, String why, String mend) {
    return new Finding(check, Level.PROBLEM, found, why, mend);
  }
}
