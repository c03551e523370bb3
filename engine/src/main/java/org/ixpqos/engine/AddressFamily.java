package org.ixpqos.engine;

import java.net.Inet4Address;
import java.net.InetAddress;

/** The two Internet protocols; each has sockets of its own, independent of the other's. */
public enum AddressFamily {
  IPV4("IPv4", 2),
  IPV6("IPv6", 10);

  private final String label;
  private final int number;

  AddressFamily(String label, int number) {
    this.label = label;
    this.number = number;
  }

  public static AddressFamily of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }

  /** The family of an IP version, 4 or 6. */
  public static AddressFamily ofVersion(int version) {
    return version == 4 ? IPV4 : IPV6;
  }

  /** As users write it. */
  public String label() {
    return label;
  }

  /** AF_INET or AF_INET6 of Linux. */
  public int number() {
    return number;
  }
}
