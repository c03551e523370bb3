package org.ixpqos.daemon.round;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;

/** Where peers are. The first answer may take a lookup; nobody waits for it. */
public interface PeerAddresses {
  /**
   * The address of a name or literal in a family.
   *
   * @param proto IP version, 4 or 6
   * @return completes with the address, or with null or a failure when there is none
   */
  CompletableFuture<InetAddress> resolve(String nameOrAddress, int proto);

  /** The address that a literal, checked before, stands for. */
  static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address + " is not an address", e);
    }
  }
}
