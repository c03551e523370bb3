package org.ixpqos.engine.packet;

import org.ixpqos.engine.AddressFamily;

/** Names of ICMP errors, one for both families where they mean the same (RFC 792, 1812, 4443). */
public final class IcmpReason {
  public static final String TOO_BIG = "packet-too-big";

  private IcmpReason() {}

  public static String name(AddressFamily family, int type, int code) {
    return family == AddressFamily.IPV4 ? ipv4(type, code) : ipv6(type, code);
  }

  private static String ipv4(int type, int code) {
    return switch (type) {
      case 3 ->
          switch (code) {
            case 0, 6, 11 -> "net-unreachable";
            case 1, 7, 8, 12 -> "host-unreachable";
            case 2 -> "protocol-unreachable";
            case 3 -> "port-unreachable";
            case 4 -> TOO_BIG;
            case 5 -> "source-route-failed";
            case 9, 10, 13 -> "admin-prohibited";
            default -> "unreachable-code-" + code;
          };
      case 11 -> code == 0 ? "ttl-exceeded" : "reassembly-timeout";
      case 12 -> "parameter-problem";
      default -> "icmp-type-" + type;
    };
  }

  private static String ipv6(int type, int code) {
    return switch (type) {
      case 1 ->
          switch (code) {
            case 0 -> "net-unreachable";
            case 1, 5, 6 -> "admin-prohibited";
            case 2 -> "beyond-scope";
            case 3 -> "host-unreachable";
            case 4 -> "port-unreachable";
            default -> "unreachable-code-" + code;
          };
      case 2 -> TOO_BIG;
      case 3 -> code == 0 ? "ttl-exceeded" : "reassembly-timeout";
      case 4 -> "parameter-problem";
      default -> "icmp-type-" + type;
    };
  }
}
