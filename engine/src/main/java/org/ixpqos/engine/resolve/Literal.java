package org.ixpqos.engine.resolve;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.socket.Interfaces;

/** Literal addresses, which need no lookup (RFC 4291, RFC 4007 for scopes). */
final class Literal {
  private static final Pattern DIGITS = Pattern.compile("[0-9.]+");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern IPV4 = Pattern.compile("(?:\\d{1,3}\\.){3}\\d{1,3}");

  private Literal() {}

  /** Whether the text can only be an address: no name is digits only, or has a colon. */
  static boolean isLiteral(String text) {
    return text.indexOf(':') >= 0 || DIGITS.matcher(text).matches();
  }

  static Resolution parse(String text, AddressFamily family) {
    boolean colon = text.indexOf(':') >= 0;
    if (!colon && !IPV4.matcher(text).matches()) {
      return new Resolution(null, text + " is no IPv4 address");
    }
    int percent = text.indexOf('%');
    String bare = percent < 0 ? text : text.substring(0, percent);
    try {
      InetAddress address = InetAddress.getByName(bare); // a literal: no lookup
      AddressFamily found = AddressFamily.of(address);
      if (found != family) {
        return new Resolution(null, text + " is " + found.label() + " and not " + family.label());
      }
      return percent < 0 ? Resolution.of(address) : scoped(address, text, bare.length() + 1);
    } catch (UnknownHostException e) {
      return new Resolution(null, text + " is no address: " + e.getMessage());
    }
  }

  /** The interface's index is read from the kernel: Java finds no interface without an address. */
  private static Resolution scoped(InetAddress address, String text, int from)
      throws UnknownHostException {
    String scope = text.substring(from);
    int index = NUMBER.matcher(scope).matches() ? Integer.parseInt(scope) : Interfaces.index(scope);
    if (index == 0) {
      return new Resolution(null, text + " is on no interface that this host has now");
    }
    return Resolution.of(Inet6Address.getByAddress(null, address.getAddress(), index));
  }
}
