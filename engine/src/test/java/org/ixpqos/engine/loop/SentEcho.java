package org.ixpqos.engine.loop;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.loop.FakeIcmpSocket.Message;
import org.ixpqos.engine.packet.Token;
import org.ixpqos.engine.socket.SendBatch;

/** An echo as it left, and what a network may make of it. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record SentEcho(FakeIcmpSocket socket, byte[] address, byte[] control, byte[] packet) {
  private static final byte[] ROUTER = {10, 9, 8, 7};

  static SentEcho of(FakeIcmpSocket socket, SendBatch batch, int message) {
    byte[] packet = new byte[SendBatch.HEAD + batch.fillLength(message)];
    batch.network().get(batch.head(message), packet, 0, SendBatch.HEAD);
    for (int i = SendBatch.HEAD; i < packet.length; i++) {
      packet[i] = (byte) ((i - SendBatch.HEAD) % 251); // as EchoFormat documents it
    }
    return new SentEcho(socket, batch.address(message), batch.control(message), packet);
  }

  int packetOfRound() {
    return Token.packet(ByteBuffer.wrap(packet).getLong(16));
  }

  boolean ipv4() {
    return socket.family == AddressFamily.IPV4;
  }

  /**
   * The reply as it should be: type changed, checksum adapted, IPv4 header of a raw socket before.
   */
  byte[] reply() {
    byte[] reply = packet.clone();
    reply[0] = (byte) (ipv4() ? 0 : 129);
    writeChecksum(reply);
    return ipv4() && socket.raw ? join(ipHeader(reply.length), reply) : reply;
  }

  void answer(byte[] control) {
    socket.replies.add(new Message(address, control, reply()));
  }

  void answer(byte[] from, byte[] control, byte[] reply) {
    socket.replies.add(new Message(from, control, reply));
  }

  /** A transmit stamp, with the packet behind the headers of some link. */
  void stamp(long realtimeNanos, int linkHeader) {
    byte[] ip = ipHeader(packet.length);
    byte[] returned = join(join(new byte[linkHeader], ip), packet);
    byte[] control =
        join(Controls.stamp(realtimeNanos), Controls.error(ipv4(), 4, 0, 0, 0, new byte[0]));
    socket.errors.add(new Message(address, control, returned));
  }

  /** A stamp of reaching the interface's queue. */
  void queued(long realtimeNanos) {
    byte[] returned = join(new byte[14], join(ipHeader(packet.length), packet));
    byte[] control =
        join(Controls.stamp(realtimeNanos), Controls.error(ipv4(), 4, 0, 0, 1, new byte[0]));
    socket.errors.add(new Message(address, control, returned));
  }

  /** An ICMPv4 error from a router that quotes so many bytes of the echo. */
  void error(int type, int code, int mtu, int quote) {
    byte[] quoted = join(ipHeader(packet.length), Arrays.copyOf(packet, quote));
    System.arraycopy(address, 4, quoted, 16, 4);
    byte[] error = new byte[8 + quoted.length];
    error[0] = (byte) type;
    error[1] = (byte) code;
    error[6] = (byte) (mtu >> 8);
    error[7] = (byte) mtu;
    System.arraycopy(quoted, 0, error, 8, quoted.length);
    byte[] router = address.clone();
    System.arraycopy(ROUTER, 0, router, 4, 4);
    socket.replies.add(new Message(router, new byte[0], join(ipHeader(error.length), error)));
  }

  void writeChecksum(byte[] icmp) {
    if (!ipv4()) {
      return;
    }
    icmp[2] = 0;
    icmp[3] = 0;
    int sum = 0;
    for (int i = 0; i < icmp.length; i++) {
      sum += (i & 1) == 0 ? (icmp[i] & 0xff) << 8 : icmp[i] & 0xff;
    }
    while (sum > 0xffff) {
      sum = (sum >>> 16) + (sum & 0xffff);
    }
    icmp[2] = (byte) (~sum >> 8);
    icmp[3] = (byte) ~sum;
  }

  static byte[] ipHeader(int payload) {
    byte[] header = new byte[20];
    header[0] = 0x45;
    header[2] = (byte) ((payload + 20) >> 8);
    header[3] = (byte) (payload + 20);
    header[9] = 1;
    return header;
  }

  static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
