package org.ixpqos.model;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses as text: read strictly, written as in RFC 5952, compared as addresses. Nothing here
 * uses DNS or this host's interfaces.
 */
public final class IpAddresses {
  private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]+");
  private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9._@-]{1,15}");
  private static final int GROUPS = 8;

  private IpAddresses() {}

  /** Whether a text can be nothing but an address, a good one or not: no name looks so. */
  public static boolean looksLikeOne(String text) {
    return text.indexOf(':') >= 0
        || (!text.isEmpty() && text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')));
  }

  /**
   * The address that a text is, its scope aside; empty for other texts, for IPv4 with a leading
   * zero (octal to some readers: RFC 6943, 3.1.1) and for an IPv4-mapped IPv6 address.
   */
  public static Optional<InetAddress> parse(String text) {
    try {
      if (V4.matcher(text).matches()) {
        return Optional.of(InetAddress.getByAddress(v4(text)));
      }
      int percent = text.indexOf('%');
      String bare = percent < 0 ? text : text.substring(0, percent);
      if (!V6.matcher(bare).matches()
          || bare.indexOf(':') < 0
          || (percent >= 0 && !SCOPE.matcher(text.substring(percent + 1)).matches())) {
        return Optional.empty();
      }
      // of this form it is never looked up; an IPv4-mapped one comes back as IPv4
      return Optional.of(InetAddress.getByName(bare)).filter(Inet6Address.class::isInstance);
    } catch (UnknownHostException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static byte[] v4(String text) {
    String[] parts = text.split("\\.", -1);
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      int value = Integer.parseInt(parts[i]);
      if (value > 255 || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
        throw new NumberFormatException(parts[i]);
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  /** The scope that a text names after its {@code %}; empty where it names none. */
  public static String scope(String text) {
    int percent = text.indexOf('%');
    return percent < 0 ? "" : text.substring(percent + 1);
  }

  /** An address as RFC 5952 writes it, with its scope where it has one. */
  public static String format(InetAddress address) {
    if (!(address instanceof Inet6Address v6)) {
      return address.getHostAddress();
    }
    String scope = scope(address.getHostAddress());
    return v6(v6.getAddress()) + (scope.isEmpty() ? "" : "%" + scope);
  }

  /**
   * How a peer's address is shown: as it is written in the lists where that is an address, so that
   * a scope keeps its name; otherwise what its name was found to be.
   */
  public static String shown(String written, InetAddress found) {
    return looksLikeOne(written) ? canonical(written) : format(found);
  }

  /** One text for one host: an address as RFC 5952 writes it, a name in small letters. */
  public static String canonical(String text) {
    Optional<InetAddress> address = parse(text);
    if (address.isEmpty()) {
      String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
      return name.toLowerCase(Locale.ROOT);
    }
    String scope = scope(text);
    return format(address.get()) + (scope.isEmpty() ? "" : "%" + scope);
  }

  private static String v6(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    int longest = 1; // one group of zeros alone is not shortened
    int from = -1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > longest) {
        longest = end - i;
        from = i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == from) {
        text.append("::");
        i += longest - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
            .append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Why no reply can come from a text's address; empty when one can, or the text is a name. */
  public static Optional<String> unusable(String text) {
    String low = text.toLowerCase(Locale.ROOT);
    if (low.indexOf(':') >= 0 && low.indexOf('%') < 0 && isV4Mapped(low)) {
      return Optional.of("an IPv4 address mapped into IPv6: write the IPv4 address");
    }
    return parse(text).flatMap(address -> unusable(address, !scope(text).isEmpty()));
  }

  /** Why no reply can come from an address; empty when one can. */
  public static Optional<String> unusable(InetAddress address) {
    return unusable(address, address instanceof Inet6Address v6 && v6.getScopeId() != 0);
  }

  private static Optional<String> unusable(InetAddress address, boolean scoped) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address && bytes[0] == 0) {
      return Optional.of("\"this network\" (RFC 1122), which nobody answers from");
    }
    if (address.isAnyLocalAddress()) {
      return Optional.of("the unspecified address, which nobody answers from");
    }
    if (address.isMulticastAddress()) {
      return Optional.of("a multicast address, which nobody answers from");
    }
    if (address instanceof Inet4Address && Arrays.equals(bytes, new byte[] {-1, -1, -1, -1})) {
      return Optional.of("the broadcast address, which nobody answers from");
    }
    if (address instanceof Inet6Address v6 && v6.isIPv4CompatibleAddress() && !isLoopback(v6)) {
      return Optional.of("an IPv4-compatible address, which nobody has (RFC 4291, 2.5.5.1)");
    }
    if (address instanceof Inet6Address && address.isLinkLocalAddress() && !scoped) {
      return Optional.of(
          "a link-local address without its interface: write it with one, such as fe80::1%eth0");
    }
    return Optional.empty();
  }

  private static boolean isLoopback(InetAddress address) {
    return address.isLoopbackAddress();
  }

  private static boolean isV4Mapped(String text) {
    try {
      return V6.matcher(text).matches() && InetAddress.getByName(text) instanceof Inet4Address;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Whether a text is a literal loopback address; a name that begins like one is not. */
  public static boolean isLoopback(String text) {
    String bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    return parse(bare).filter(InetAddress::isLoopbackAddress).isPresent();
  }
}
