package org.ixpqos.daemon.doctor;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The addresses of this host, on interfaces that are up. */
record Addresses(List<Held> held) {
  Addresses {
    held = List.copyOf(held);
  }

  /**
   * An address on an interface.
   *
   * @param prefix length of its network's prefix, bits
   * @param mtu the interface's, bytes
   */
  record Held(String device, InetAddress address, int prefix, int mtu) {
    boolean sameNetwork(Held other) {
      byte[] one = address.getAddress();
      byte[] two = other.address.getAddress();
      if (one.length != two.length || prefix != other.prefix) {
        return false;
      }
      for (int bit = 0; bit < prefix; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((one[bit / 8] & mask) != (two[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }

    boolean v4() {
      return address instanceof Inet4Address;
    }
  }

  static Addresses ofHost() throws SocketException {
    List<Held> held = new ArrayList<>();
    for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
      if (device.isUp()) {
        device
            .getInterfaceAddresses()
            .forEach(
                address ->
                    held.add(
                        new Held(
                            device.getName(),
                            address.getAddress(),
                            address.getNetworkPrefixLength(),
                            mtu(device))));
      }
    }
    return new Addresses(held);
  }

  private static int mtu(NetworkInterface device) {
    try {
      return device.getMTU();
    } catch (SocketException e) {
      return 65_536; // it disappeared meanwhile: nothing to report
    }
  }

  boolean has(InetAddress address) {
    return held.stream().anyMatch(one -> same(one.address(), address));
  }

  /** The bytes of an address: its scope names an interface and does not identify a host. */
  private static boolean same(InetAddress one, InetAddress two) {
    return Arrays.equals(one.getAddress(), two.getAddress());
  }

  /** IPv4 addresses outside of loopback. */
  List<Held> v4() {
    return held.stream().filter(one -> one.v4() && !one.address().isLoopbackAddress()).toList();
  }
}
