package org.ixpqos.model;

import java.util.Set;

/**
 * Why a daemon ends, as its last upload reports it: words of the wire. A collector takes an unknown
 * word as a lasting stop.
 */
public final class StopReason {
  /** The service manager stops the service, until it is started by hand. */
  public static final String STOP = "stop";

  /** The service manager stops the service and starts it again. */
  public static final String RESTART = "restart";

  /** The package is replaced by another version, which starts it again. */
  public static final String UPGRADE = "upgrade";

  /** The package is removed. */
  public static final String REMOVE = "remove";

  /** The host starts anew. */
  public static final String REBOOT = "reboot";

  /** The host is switched off. */
  public static final String POWEROFF = "poweroff";

  /** A signal of unknown origin. */
  public static final String SIGNAL = "signal";

  private static final Set<String> PASSING = Set.of(RESTART, UPGRADE, REBOOT);

  private StopReason() {}

  /** Whether the daemon is to come back by itself: when it does not, something is wrong. */
  public static boolean isPassing(String reason) {
    return PASSING.contains(reason);
  }
}
