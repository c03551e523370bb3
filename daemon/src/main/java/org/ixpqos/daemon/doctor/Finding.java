package org.ixpqos.daemon.doctor;

/**
 * The result of a check.
 *
 * @param check its subject, a word or two
 * @param level its severity
 * @param found the state that was found
 * @param why why it matters; empty when all is well
 * @param mend the remedy, a command where possible; empty when all is well
 */
public record Finding(String check, Level level, String found, String why, String mend) {
  /** The severity. */
  public enum Level {
    OK,
    /** A weakness, or a future failure. */
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
