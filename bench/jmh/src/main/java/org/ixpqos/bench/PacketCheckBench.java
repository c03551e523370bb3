package org.ixpqos.bench;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.packet.EchoFormat;
import org.ixpqos.engine.packet.IcmpMessage;
import org.ixpqos.engine.packet.SipHash;
import org.ixpqos.engine.packet.Token;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a packet costs besides the kernel: its head when it goes, its proof when it comes back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketCheckBench {
  private static final int BATCH = 64;
  private static final int SIZE = 56;
  private static final int ROOM = 128;
  private static final int ECHO_REPLY = 0;

  private final EchoFormat format = new EchoFormat(0x0123456789abcdefL, 0xfedcba9876543210L);
  private final IcmpMessage message = new IcmpMessage();
  private final ByteBuffer network = ByteBuffer.allocateDirect(BATCH * ROOM);
  private final ByteBuffer sent = ByteBuffer.allocateDirect(BATCH * ROOM);
  private final int fillLength = EchoFormat.fillLength(SIZE);
  private final int fillSum = format.fillSum(fillLength);
  private SipHash cookies;

  @Setup
  public void replies() throws UnknownHostException {
    cookies = format.cookies(InetAddress.getByName("10.0.0.2"));
    for (int i = 0; i < BATCH; i++) {
      int at = i * ROOM;
      write(network, i);
      ByteBuffer fill = format.fill().network();
      for (int n = 0; n < fillLength; n++) {
        network.put(at + EchoFormat.TOKEN + Long.BYTES + n, fill.get(n));
      }
      // type 8 becomes 0, and the checksum that much more (RFC 1624)
      network.put(at, (byte) ECHO_REPLY);
      int sum = (network.getShort(at + 2) & 0xffff) + 0x0800;
      network.putShort(at + 2, (short) ((sum & 0xffff) + (sum >>> 16)));
    }
    if (check() != BATCH) {
      throw new IllegalStateException("the replies are not right");
    }
  }

  private void write(ByteBuffer to, int i) {
    format.write(to, i * ROOM, AddressFamily.IPV4, 7, i, cookies, Token.of(3, 5, i), fillSum);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public ByteBuffer head() {
    for (int i = 0; i < BATCH; i++) {
      write(sent, i);
    }
    return sent;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int check() {
    int right = 0;
    for (int i = 0; i < BATCH; i++) {
      int length = EchoFormat.TOKEN + Long.BYTES + fillLength;
      IcmpMessage.Kind kind = message.read(network, i * ROOM, length, AddressFamily.IPV4, false);
      int start = message.start();
      if (kind == IcmpMessage.Kind.REPLY
          && EchoFormat.owns(network, start + EchoFormat.COOKIE, cookies)
          && format.intact(network, start + EchoFormat.TOKEN + Long.BYTES, fillLength)
          && format.checksumRight(network, start, fillSum)) {
        right++;
      }
    }
    return right;
  }
}
