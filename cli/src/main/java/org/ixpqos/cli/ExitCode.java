package org.ixpqos.cli;

/** What the command's exit codes mean; 78 is sysexits(3)'s EX_CONFIG. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILURE = 1;
  public static final int USAGE = 2;
  public static final int CONFIGURATION = 78;

  private ExitCode() {}
}
