package org.ixpqos.engine.packet;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.socket.NativeMemory;
import org.ixpqos.engine.socket.SendBatch;

/**
 * An echo as it is on the wire (RFC 792, RFC 4443):
 *
 * <pre>
 *  0  type, code, checksum
 *  4  id, sequence: hints only, as kernels and routers rewrite or cut them
 *  8  cookie, 8 bytes: SipHash-2-4 of target and token under the engine's own random key
 * 16  token, 8 bytes: which packet this is
 * 24  fill: byte n of it is n modulo 251, so that neither a shifted nor a repeated block passes
 * </pre>
 *
 * A cookie is valid for one token and one target only. An attacker who does not see a packet can't
 * make its cookie, even when he has seen packets to himself; an attacker who sees it can.
 */
public final class EchoFormat {
  public static final int COOKIE = 8;
  public static final int TOKEN = 16;
  private static final int CHECKSUM = 2;
  private static final int LONGEST_FILL = 1 << 16;
  private static final int FILL_PERIOD = 251;

  private final SipHash key;
  private final NativeMemory fill = NativeMemory.allocate(LONGEST_FILL);

  /**
   * The format of one engine.
   *
   * @param key0 random as {@code key1}, and new with each engine
   */
  public EchoFormat(long key0, long key1) {
    key = new SipHash(key0, key1);
    for (int i = 0; i < LONGEST_FILL; i++) {
      fill.host().put(i, (byte) (i % FILL_PERIOD));
    }
  }

  /** The bytes after the heads of all echoes. */
  public NativeMemory fill() {
    return fill;
  }

  /** Bytes of fill in an echo with {@code size} bytes of payload. */
  public static int fillLength(int size) {
    return size + COOKIE - SendBatch.HEAD;
  }

  /** Sum of the fill's first bytes as a checksum sees them, not folded. */
  public int fillSum(int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      int value = fill.host().get(i) & 0xff;
      sum += (i & 1) == 0 ? value << 8 : value;
    }
    return sum;
  }

  /** The generator of the cookies of the packets to a target; for any thread. */
  public SipHash cookies(InetAddress target) {
    ByteBuffer address = ByteBuffer.allocate(2 * Long.BYTES).put(target.getAddress());
    SipHash cookies = key.copy();
    cookies.absorb(AddressFamily.of(target).number());
    cookies.absorb(address.getLong(0));
    cookies.absorb(address.getLong(Long.BYTES));
    return cookies;
  }

  /** Writes the head of a request. ICMPv6 checksums are the kernel's. */
  public void write(
      ByteBuffer network,
      int at,
      AddressFamily family,
      int identifier,
      int sequence,
      SipHash cookies,
      long token,
      int fillSum) {
    boolean ipv4 = family == AddressFamily.IPV4;
    network.putInt(at, (ipv4 ? IcmpMessage.ECHO : IcmpMessage.ECHO6) << 24);
    network.putShort(at + IcmpMessage.IDENTIFIER, (short) identifier);
    network.putShort(at + IcmpMessage.SEQUENCE, (short) sequence);
    network.putLong(at + COOKIE, cookies.finish(token));
    network.putLong(at + TOKEN, token);
    if (ipv4) {
      network.putShort(at + CHECKSUM, (short) ~headSum(network, at, fillSum));
    }
  }

  /** Whether the cookie at {@code at} is that of the token behind it, to their target. */
  public static boolean owns(ByteBuffer network, int at, SipHash cookies) {
    return network.getLong(at) == cookies.finish(network.getLong(at + Long.BYTES));
  }

  /** Whether the fill is as it was sent, {@code length} bytes of it. */
  public boolean intact(ByteBuffer network, int at, int length) {
    ByteBuffer sent = fill.network();
    network.limit(at + length).position(at);
    sent.limit(length).position(0);
    boolean same = sent.mismatch(network) < 0;
    network.clear();
    sent.clear();
    return same;
  }

  /** Whether an ICMPv4 message's checksum is right, its fill being intact. */
  public boolean checksumRight(ByteBuffer network, int at, int fillSum) {
    return headSum(network, at, fillSum) == 0xffff;
  }

  /** RFC 1071, over the head's twelve words and what the fill sums to. */
  private static int headSum(ByteBuffer network, int at, int fillSum) {
    long sum = fillSum;
    for (int word = 0; word < SendBatch.HEAD; word += Short.BYTES) {
      sum += network.getShort(at + word) & 0xffff;
    }
    while (sum > 0xffff) {
      sum = (sum >>> 16) + (sum & 0xffff);
    }
    return (int) sum;
  }
}
