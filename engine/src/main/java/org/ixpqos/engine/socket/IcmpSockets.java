package org.ixpqos.engine.socket;

import java.io.IOException;
import org.ixpqos.engine.AddressFamily;

/** Opens sockets, and lets the loop sleep. */
public interface IcmpSockets extends AutoCloseable {
  /**
   * Opens a socket: raw, or a datagram one where that is not allowed.
   *
   * @param dontFragment whether its packets may not be fragmented, which is the socket's for good
   * @throws IOException with the reason why neither can be opened
   */
  IcmpSocket open(AddressFamily family, boolean dontFragment) throws IOException;

  /**
   * Sleeps for {@code nanos}, or until {@link #wakeUp}.
   *
   * @param untilReceipt whether anything to receive ends the sleep too
   */
  void await(long nanos, boolean untilReceipt);

  /** Ends the sleep, or the next one. From any thread. */
  void wakeUp();

  /** Closes all sockets, and the descriptors of the sleep. */
  @Override
  void close();
}
