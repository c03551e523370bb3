package org.ixpqos.engine;

import java.net.InetAddress;

/** How a packet ended. Every packet of a finished round has exactly one of these outcomes. */
public sealed interface PacketOutcome {
  /**
   * A reply came within the timeout.
   *
   * @param rttNanos from the moment the request left to the moment the reply arrived
   */
  record Replied(long rttNanos, Timestamps timestamps) implements PacketOutcome {}

  /**
   * It was sent, and no reply came before the round was closed.
   *
   * @param error the ICMP error of a router or of the peer; null when there was none
   */
  record Lost(IcmpError error) implements PacketOutcome {}

  /** It was sent, and a reply came after the timeout, before the round was closed. */
  record Late(long rttNanos) implements PacketOutcome {}

  /**
   * This host refused or dropped it: it never was on the network.
   *
   * @param reason an errno's name, such as {@code EPERM}, or {@code local-drop} when the send
   *     succeeded and the packet never left the local queue
   */
  record SendError(String reason) implements PacketOutcome {}

  /**
   * It was never handed to the network, or was withdrawn before its end could be known.
   *
   * @param reason {@code cancelled}, {@code overdue} (the host was too busy or asleep when it was
   *     due), {@code no-socket}
   */
  record NotSent(String reason) implements PacketOutcome {}

  /**
   * An ICMP error that quotes the packet.
   *
   * @param reason such as {@code host-unreachable}, {@code ttl-exceeded}, {@code packet-too-big}
   * @param from the host that sent it
   * @param mtu the next hop's MTU of a packet that was too big, else 0
   */
  record IcmpError(String reason, InetAddress from, int mtu) {}
}
