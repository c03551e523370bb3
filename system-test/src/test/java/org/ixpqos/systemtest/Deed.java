package org.ixpqos.systemtest;

/**
 * One thing that a {@link TunReflector} does about a request.
 *
 * @param delayNanos since it read the request
 * @param choice a random number, for what a kind leaves open
 */
record Deed(Kind kind, long delayNanos, int choice) {
  enum Kind {
    REPLY,
    /** Another payload, with the checksum to match. */
    DAMAGED_REPLY,
    /** ICMPv6 checksums are the kernel's to check: it throws these away unseen. */
    WRONG_CHECKSUM,
    WRONG_SENDER,
    /** The right id and sequence, and a made-up payload. */
    FORGED_REPLY,
    /** The right id, and a sequence that no packet has. */
    STRAY,
    HOST_UNREACHABLE,
    TTL_EXCEEDED,
    TOO_BIG
  }
}
