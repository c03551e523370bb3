package org.ixpqos.bench;

import java.util.List;

/**
 * Echoes to send.
 *
 * @param peers 10.100.0.0 and on
 * @param count echoes to each
 * @param intervalNanos between two to the same peer; 0 for as fast as it goes
 * @param storm whether every core is busy with garbage in the prober's own process, if it has a
 *     garbage collector
 */
record Load(int peers, int count, long intervalNanos, boolean storm) {
  static Load paced(int peers, int perSecond, int seconds) {
    return new Load(peers, seconds * perSecond / peers, 1_000_000_000L * peers / perSecond, false);
  }

  Load withStorm() {
    return new Load(peers, count, intervalNanos, true);
  }

  /** Milliseconds between two echoes, for the peers that take them so. */
  String gapMillis() {
    return number(intervalNanos / 1e6 / peers);
  }

  String intervalMillis() {
    return number(intervalNanos / 1e6);
  }

  private static String number(double millis) {
    return String.format(java.util.Locale.ROOT, "%.3f", millis);
  }

  static String address(int peer) {
    return "10.100." + (peer >> 8) + "." + (peer & 255);
  }

  String first() {
    return address(0);
  }

  String last() {
    return address(peers - 1);
  }

  List<String> addresses() {
    return java.util.stream.IntStream.range(0, peers).mapToObj(Load::address).toList();
  }
}
