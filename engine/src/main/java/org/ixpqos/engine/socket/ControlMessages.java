package org.ixpqos.engine.socket;

import java.nio.ByteBuffer;

/**
 * The kernel's data about a message: its time stamp, the socket's drops, an error (socket(7),
 * ip(7), Documentation/networking/timestamping.rst). One is used over and over; owned by the loop's
 * thread.
 */
public final class ControlMessages {
  /** sizeof(struct cmsghdr) on 64-bit Linux. */
  public static final int HEADER = 16;

  /** An extended error's origin: an ICMP message; an ICMPv6 message; a transmit stamp. */
  public static final int ORIGIN_ICMP = 2;

  public static final int ORIGIN_ICMP6 = 3;
  public static final int ORIGIN_TIMESTAMPING = 4;

  static final int SOL_SOCKET = 1;
  static final int SO_TIMESTAMPING = 37;
  static final int SO_RXQ_OVFL = 40;
  static final int IP_RECVERR = 11;
  static final int IPV6_RECVERR = 25;

  private static final int STAMPS = 48;
  private static final int QUEUED = 1;
  private static final int EXTENDED_ERROR = 16;

  private long realtimeNanos;
  private long drops;
  private int origin;
  private int errorType;
  private int errorCode;
  private long errorInfo;
  private int offender;

  /** Reads all of them; a truncated or invalid one is skipped. */
  public void read(ByteBuffer host, int offset, int length) {
    realtimeNanos = 0;
    drops = -1;
    origin = -1;
    offender = -1;
    int end = offset + length;
    int at = offset;
    while (at <= end - HEADER) {
      long size = host.getLong(at);
      if (size < HEADER || size > end - at) {
        return;
      }
      readOne(host, at, (int) size - HEADER);
      at += ((int) size + 7) & ~7;
    }
  }

  private void readOne(ByteBuffer host, int message, int length) {
    int level = host.getInt(message + 8);
    int type = host.getInt(message + 12);
    int at = message + HEADER;
    if (level == SOL_SOCKET && type == SO_TIMESTAMPING && length >= STAMPS) {
      realtimeNanos = host.getLong(at) * 1_000_000_000 + host.getLong(at + 8);
    } else if (level == SOL_SOCKET && type == SO_RXQ_OVFL && length >= Integer.BYTES) {
      drops = Integer.toUnsignedLong(host.getInt(at));
    } else if (isError(level, type) && length >= EXTENDED_ERROR) {
      readError(host, at, length);
    }
  }

  private static boolean isError(int level, int type) {
    return level == SendControl.SOL_IP
        ? type == IP_RECVERR
        : level == SendControl.SOL_IPV6 && type == IPV6_RECVERR;
  }

  /** struct sock_extended_err, and the offender's socket address after it. */
  private void readError(ByteBuffer host, int at, int length) {
    origin = host.get(at + 4) & 0xff;
    errorType = host.get(at + 5) & 0xff;
    errorCode = host.get(at + 6) & 0xff;
    errorInfo = Integer.toUnsignedLong(host.getInt(at + 8));
    if (length >= EXTENDED_ERROR + 16) {
      int room = length - EXTENDED_ERROR;
      boolean complete = host.getShort(at + EXTENDED_ERROR) == 2 || room >= SocketAddresses.LONGEST;
      offender = complete ? at + EXTENDED_ERROR : -1;
    }
  }

  /**
   * The kernel's software stamp, nanoseconds since 1970 by CLOCK_REALTIME; 0 when there is none.
   */
  public long realtimeNanos() {
    return realtimeNanos;
  }

  /** Messages that the socket dropped since it was opened, modulo 2³²; −1 when it is not known. */
  public long drops() {
    return drops;
  }

  /** Where an error comes from; −1 when there is none. */
  public int origin() {
    return origin;
  }

  /** ICMP type of an error. */
  public int errorType() {
    return errorType;
  }

  /** ICMP code of an error. */
  public int errorCode() {
    return errorCode;
  }

  /** Whether a transmit stamp is that of reaching the queue, SCM_TSTAMP_SCHED, not of leaving. */
  public boolean stampOfQueue() {
    return errorInfo == QUEUED;
  }

  /** The next hop's MTU, of a packet that was too big. */
  public long errorInfo() {
    return errorInfo;
  }

  /** The offset of the socket address of the host that sent the error; −1 when it is not known. */
  public int offender() {
    return offender;
  }
}
