package org.ixpqos.engine.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.packet.IcmpMessage.Kind;
import org.junit.jupiter.api.Test;

class IcmpMessageTest {
  private final IcmpMessage message = new IcmpMessage();

  @Test
  void anIpv4ErrorBehindIpOptionsIsUnderstood() {
    ByteBuffer packet = ByteBuffer.allocate(24 + 8 + 24 + 8);
    packet.put(0, (byte) 0x46); // a header of six words
    packet.put(24, (byte) 3).put(25, (byte) 4).putShort(30, (short) 1_400);
    packet.put(32, (byte) 0x46).put(32 + 9, (byte) 1);
    packet.put(56, (byte) 8).putShort(60, (short) 0xbeef).putShort(62, (short) 77);
    assertEquals(Kind.ERROR, message.read(packet, 0, 64, AddressFamily.IPV4, true));
    assertEquals(1_400, message.mtu(packet, AddressFamily.IPV4));
    assertEquals(56, message.quoted());
    assertEquals(8, message.quotedLength());
    assertEquals(48, message.quotedDestination());
    assertEquals(Kind.OTHER, message.read(packet, 0, 63, AddressFamily.IPV4, true), "cut short");
  }

  @Test
  void anIpv6ErrorOfAFragmentIsUnderstoodIfItIsTheFirst() {
    ByteBuffer packet = ByteBuffer.allocate(8 + 40 + 8 + 8);
    packet.put(0, (byte) 2).putInt(4, 1_280);
    packet.put(8 + 6, (byte) 44).put(48, (byte) 58).put(56, (byte) 128);
    assertEquals(Kind.ERROR, message.read(packet, 0, 64, AddressFamily.IPV6, false));
    assertEquals(1_280, message.mtu(packet, AddressFamily.IPV6));
    assertEquals(56, message.quoted());
    packet.putShort(50, (short) 8);
    assertEquals(Kind.OTHER, message.read(packet, 0, 64, AddressFamily.IPV6, false));
  }

  /** Of any message, nothing outside is read, and all offsets lie within. */
  @Test
  void anythingMayArrive() {
    Random random = new Random(1);
    SipHash cookies = new SipHash(9, 9);
    int understood = 0;
    for (int i = 0; i < 300_000; i++) {
      int length = random.nextInt(140);
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        seed(bytes, random);
      }
      ByteBuffer packet = ByteBuffer.wrap(bytes); // its bounds are the packet's
      AddressFamily family = random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
      boolean withHeader = family == AddressFamily.IPV4 && random.nextBoolean();
      Kind kind = message.read(packet, 0, length, family, withHeader);
      if (kind == Kind.ERROR) {
        understood++;
        assertTrue(message.quotedLength() >= IcmpMessage.HEADER);
        assertTrue(message.quoted() + message.quotedLength() == length);
        assertTrue(message.quotedDestination() + 4 <= length);
        message.mtu(packet, family);
        IcmpReason.name(family, message.type(packet), message.code(packet));
        if (message.quotedLength() >= EchoFormat.TOKEN + Long.BYTES) {
          assertEquals(
              false, EchoFormat.owns(packet, message.quoted() + EchoFormat.COOKIE, cookies));
        }
      } else if (kind == Kind.REPLY) {
        understood++;
        assertTrue(message.length() >= IcmpMessage.HEADER);
        message.sequence(packet);
        message.identifier(packet);
      }
    }
    assertTrue(understood > 1_000, "only " + understood + " got past the first checks");
  }

  /** Makes it likely that a reader goes on. */
  private static void seed(byte[] bytes, Random random) {
    byte[][] starts = {
      {0x45}, {0}, {3}, {(byte) 129}, {1}, {2},
    };
    if (bytes.length > 76) {
      bytes[0] = starts[random.nextInt(starts.length)][0];
      bytes[20] = (byte) (random.nextBoolean() ? 3 : 0);
      bytes[8] = 0x45;
      bytes[17] = 1;
      bytes[28] = 0x45;
      bytes[37] = 1;
      bytes[48] = (byte) (random.nextBoolean() ? 8 : 128);
      bytes[14] = 58;
    }
  }
}
