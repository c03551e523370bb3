package org.ixpqos.daemon.doctor;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.ixpqos.engine.socket.Interfaces;
import org.ixpqos.model.IpAddresses;

/** Addresses of hosts as the lists write them. */
final class Hosts {
  private Hosts() {}

  /** The address, with its scope resolved by the kernel; a name is looked up. */
  static InetAddress of(String text) throws UnknownHostException {
    Optional<InetAddress> literal = IpAddresses.parse(text);
    String scope = IpAddresses.scope(text);
    if (literal.isEmpty()) {
      return InetAddress.getByName(text);
    }
    if (scope.isEmpty()) {
      return literal.get();
    }
    int index = scope.matches("[0-9]{1,9}") ? Integer.parseInt(scope) : Interfaces.index(scope);
    return Inet6Address.getByAddress(null, literal.get().getAddress(), index);
  }
}
