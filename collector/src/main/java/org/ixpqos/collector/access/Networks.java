package org.ixpqos.collector.access;

import java.util.List;

/** The network of an address, for limits: the holder of one IPv6 address has all of its /64. */
public final class Networks {
  private Networks() {}

  /**
   * The network of an address: itself, or its /64.
   *
   * @param address as InetAddress and Jetty write it: of IPv6, all eight groups
   */
  public static String of(String address) {
    String[] groups = address.split(":", -1);
    return groups.length == 8 ? String.join(":", List.of(groups).subList(0, 4)) + "::/64" : address;
  }
}
