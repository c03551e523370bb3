package org.ixpqos.engine;

import java.util.Map;

/**
 * The counts of an engine since it was opened, and its state.
 *
 * @param heartbeatAgeNanos since its loop last went round; a watchdog's measure. While nothing is
 *     in flight that is up to a second
 * @param sockets each family's kind of socket, such as {@code "raw"}, {@code "datagram"}, or the
 *     reason why there is none; keys {@code IPv4} and {@code IPv6}
 * @param roundsInFlight rounds started and not finished
 * @param packets ended packets by state: {@code replied lost late send_error not_sent}, the
 *     warm-up's among them
 * @param duplicates replies beyond a packet's first
 * @param strays replies and ICMP errors that proved no packet in flight: after their round was
 *     closed, or not ours
 * @param refused replies that named one and were refused (wrong sender, damaged payload)
 * @param localDrops packets that our sockets dropped on receipt (SO_RXQ_OVFL); on raw IPv6 the
 *     kernel also counts here what came with a wrong checksum
 * @param clockSteps steps of the clock seen
 */
public record EngineStatus(
    long heartbeatAgeNanos,
    Map<String, String> sockets,
    long roundsInFlight,
    Map<String, Long> packets,
    long duplicates,
    long strays,
    long refused,
    long localDrops,
    long clockSteps) {
  public EngineStatus {
    sockets = Map.copyOf(sockets);
    packets = Map.copyOf(packets);
  }
}
