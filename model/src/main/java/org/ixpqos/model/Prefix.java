package org.ixpqos.model;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A network, such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}; an address alone is one of its
 * full length.
 *
 * @param network its first address
 * @param length bits that its addresses share
 */
public record Prefix(InetAddress network, int length) {
  /** The prefix of a text; empty when it is not a prefix, or has bits set beyond its length. */
  public static Optional<Prefix> parse(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> network = IpAddresses.parse(slash < 0 ? text : text.substring(0, slash));
    if (network.isEmpty() || text.indexOf('%') >= 0) {
      return Optional.empty();
    }
    int most = network.get().getAddress().length * 8;
    String length = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > most) {
      return Optional.empty();
    }
    return Optional.of(new Prefix(network.get(), Integer.parseInt(length))).filter(Prefix::clean);
  }

  private boolean clean() {
    byte[] bytes = network.getAddress();
    for (int bit = length; bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] & 0x80 >> bit % 8) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether an address is of the network. */
  public boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] its = address.getAddress();
    if (ours.length != its.length) {
      return false;
    }
    int wholeBytes = length / 8;
    for (int i = 0; i < wholeBytes; i++) {
      if (ours[i] != its[i]) {
        return false;
      }
    }
    int mask = 0xff00 >> length % 8;
    return length % 8 == 0 || ((ours[wholeBytes] ^ its[wholeBytes]) & mask & 0xff) == 0;
  }

  @Override
  public String toString() {
    return IpAddresses.format(network) + "/" + length;
  }
}
