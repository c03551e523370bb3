package org.ixpqos.engine.resolve;

import java.net.InetAddress;

/**
 * What is known of a name.
 *
 * @param address where it is; null when that was never known
 * @param problem why it could not be looked up the last time, for the log; empty when it could. An
 *     address beside a problem is the last good one
 */
public record Resolution(InetAddress address, String problem) {
  public static Resolution of(InetAddress address) {
    return new Resolution(address, "");
  }

  /** Whether there is an address to send to. */
  public boolean usable() {
    return address != null;
  }
}
