package org.ixpqos.engine.resolve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.ixpqos.engine.AddressFamily;

/** Addresses that are written out and need no lookup (RFC 4291, RFC 4007 for scopes). */
final class Literal {
  private static final Pattern DIGITS = Pattern.compile("[0-9.]+");
  private static final Pattern IPV4 = Pattern.compile("(?:\\d{1,3}\\.){3}\\d{1,3}");

  private Literal() {}

  /** Whether it can be nothing but an address: no name is digits only, or has a colon. */
  static boolean isLiteral(String text) {
    return text.indexOf(':') >= 0 || DIGITS.matcher(text).matches();
  }

  static Resolution parse(String text, AddressFamily family) {
    boolean colon = text.indexOf(':') >= 0;
    if (!colon && !IPV4.matcher(text).matches()) {
      return new Resolution(null, text + " is no IPv4 address");
    }
    try {
      InetAddress address = InetAddress.getAllByName(text)[0]; // a literal: asks nobody
      AddressFamily found = AddressFamily.of(address);
      return found == family
          ? Resolution.of(address)
          : new Resolution(null, text + " is " + found.label() + " and not " + family.label());
    } catch (UnknownHostException e) {
      return new Resolution(
          null, text + " is no address of this host's networks: " + e.getMessage());
    }
  }
}
