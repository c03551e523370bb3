package org.ixpqos.daemon.doctor;

import java.util.List;
import org.ixpqos.config.Counted;

/**
 * How many replies fit into a socket's receive buffer while the engine does not read it.
 *
 * @param peers the maximum that one entry measures at once
 * @param wish bytes that the engine requests
 */
record ReceiveBuffer(Kernel kernel, int peers, int wish) implements Check {
  private static final String NAME = "receive buffer";
  private static final String SETTING = "net.core.rmem_max";

  /**
   * The kernel's accounting for a received small packet: its pages and the kernel's own structure,
   * bytes.
   */
  private static final int COUNTED_BYTES = 1_280;

  @Override
  public List<Finding> findings() {
    long most = kernel.number(SETTING).orElse(wish);
    long replies = 2 * Math.min(most, wish) / COUNTED_BYTES; // the kernel doubles it, socket(7)
    String room = Counted.of(replies, "reply", "replies");
    String found = SETTING + " = " + most + ", room for about " + room;
    if (peers == 0) {
      return List.of(Finding.ok(NAME, found + "; no entry has a peer"));
    }
    return List.of(
        most >= wish || replies >= 2L * peers
            ? Finding.ok(NAME, found + ", " + Counted.of(peers, "peer") + " at once")
            : Finding.warning(
                NAME,
                found + "; an entry measures " + Counted.of(peers, "peer") + " at once",
                "replies that find no room are dropped by this host (local_drops)",
                Kernel.set(SETTING, wish)));
  }
}
