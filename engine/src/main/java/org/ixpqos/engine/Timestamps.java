package org.ixpqos.engine;

/** The sources of the time stamps of a round-trip time, best first. */
public enum Timestamps {
  /** The kernel stamped the request as it left and the reply as it came. */
  KERNEL_TX_RX("kernel-tx-rx"),
  /** The request was stamped by this process before the call, the reply by the kernel. */
  KERNEL_RX("kernel-rx"),
  /** Both were stamped by this process, by the monotonic clock. */
  USER("user");

  private final String wireName;

  Timestamps(String wireName) {
    this.wireName = wireName;
  }

  /** The name in results. */
  public String wireName() {
    return wireName;
  }
}
