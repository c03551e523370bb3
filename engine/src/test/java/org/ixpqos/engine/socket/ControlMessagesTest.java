package org.ixpqos.engine.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EchoOptions;
import org.junit.jupiter.api.Test;

class ControlMessagesTest {
  private final ControlMessages control = new ControlMessages();

  @Test
  void stampDropsAndErrorAreReadTogether() {
    ByteBuffer buffer = buffer(64 + 24 + 48);
    buffer.putLong(64).putInt(1).putInt(37).putLong(1_700_000_000).putLong(42).position(64);
    buffer.putLong(20).putInt(1).putInt(40).putInt(-1).putInt(0);
    buffer.putLong(48).putInt(0).putInt(11);
    buffer.putInt(113).put((byte) 2).put((byte) 3).put((byte) 1).put((byte) 0);
    buffer.putInt(1_400).putInt(0).putShort((short) 2);
    control.read(buffer, 0, buffer.capacity());
    assertEquals(1_700_000_000_000_000_042L, control.realtimeNanos());
    assertEquals(0xffff_ffffL, control.drops());
    assertEquals(ControlMessages.ORIGIN_ICMP, control.origin());
    assertEquals(3, control.errorType());
    assertEquals(1, control.errorCode());
    assertEquals(1_400, control.errorInfo());
    assertEquals(64 + 24 + 32, control.offender());
  }

  /** With any lengths, nothing outside is read. */
  @Test
  void lengthsMayLie() {
    Random random = new Random(3);
    int[] levels = {0, 1, 41};
    int[] types = {11, 25, 37, 40};
    int found = 0;
    for (int i = 0; i < 300_000; i++) {
      int length = random.nextInt(ReceiveBatch.CONTROL + 1);
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
      for (int at = 0; at + 16 <= length; ) {
        int size = random.nextInt(100);
        buffer.putLong(at, random.nextInt(20) == 0 ? random.nextLong() : size);
        buffer.putInt(at + 8, levels[random.nextInt(levels.length)]);
        buffer.putInt(at + 12, types[random.nextInt(types.length)]);
        at += Math.max(8, (size + 7) & ~7);
      }
      control.read(buffer, 0, length);
      found += control.origin() >= 0 ? 1 : 0;
      assertTrue(control.offender() < 0 || control.offender() + 16 <= length);
      if (control.offender() >= 0) {
        SocketAddresses.decode(buffer, control.offender());
      }
    }
    assertTrue(found > 10_000, "only " + found + " errors were read");
  }

  @Test
  void optionsBecomeTheKernelsStructures() throws Exception {
    InetAddress source = InetAddress.getAllByName("192.0.2.9")[0];
    EchoOptions options = new EchoOptions(56, 46, 3, false, source, "x");
    assertArrayEquals(
        HexFormat.of()
            .parseHex(
                "14000000000000000000000001000000b800000000000000"
                    + "1400000000000000000000000200000003000000"
                    + "00000000"
                    + "1c00000000000000000000000800000005000000c000020900000000"
                    + "00000000"),
        SendControl.encode(AddressFamily.IPV4, options, 5, false));
    assertEquals(0, SendControl.encode(AddressFamily.IPV6, EchoOptions.DEFAULT, 0, false).length);
    InetAddress source6 = InetAddress.getAllByName("2001:db8::9")[0];
    EchoOptions options6 = new EchoOptions(56, 1, 255, false, source6, "x");
    byte[] control6 = SendControl.encode(AddressFamily.IPV6, options6, 5, true);
    assertEquals(24 + 24 + 40 + 24, control6.length);
    assertTrue(control6.length <= SendBatch.CONTROL);
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
  }
}
