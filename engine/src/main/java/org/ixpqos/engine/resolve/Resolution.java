package org.ixpqos.engine.resolve;

import java.net.InetAddress;

/**
 * The result of looking up a name.
 *
 * @param address its address; null when none was ever known
 * @param problem why the last lookup failed, for the log; empty when it succeeded. An address
 *     beside a problem is the last good one
 */
public record Resolution(InetAddress address, String problem) {
  public static Resolution of(InetAddress address) {
    return new Resolution(address, "");
  }

  /** Whether there is an address. */
  public boolean usable() {
    return address != null;
  }
}
