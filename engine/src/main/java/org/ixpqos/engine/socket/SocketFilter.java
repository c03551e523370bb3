package org.ixpqos.engine.socket;

import java.nio.ByteBuffer;
import org.ixpqos.engine.AddressFamily;

/**
 * Keeps other processes' replies out of a raw socket, in the kernel: by type (ICMP_FILTER of
 * raw(7), ICMP6_FILTER of RFC 3542), and by id with a classic BPF program (socket(7),
 * SO_ATTACH_FILTER). Errors pass: which packet they quote is read here.
 */
final class SocketFilter {
  static final int LOAD_BYTE = 0x30;
  static final int LOAD_BYTE_INDEXED = 0x50;
  static final int LOAD_SHORT = 0x28;
  static final int LOAD_SHORT_INDEXED = 0x48;
  static final int LOAD_HEADER_LENGTH = 0xb1;
  static final int JUMP_IF_EQUAL = 0x15;
  static final int RETURN = 0x06;

  /** sizeof(struct sock_filter). */
  private static final int INSTRUCTION = 8;

  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_RAW = 255;
  private static final int SOL_ICMPV6 = 58;
  private static final int ICMP_FILTER = 1;

  private static final int WHOLE_PACKET = 0x40000;

  private SocketFilter() {}

  /** Attaches both filters; where the kernel refuses one, the loop has to skip more packets. */
  static void attach(LibC c, int descriptor, AddressFamily family, int identifier) {
    NativeMemory memory = NativeMemory.allocate(256);
    ByteBuffer host = memory.host();
    if (family == AddressFamily.IPV4) {
      host.putInt(0, ~(1 | (1 << 3) | (1 << 11) | (1 << 12)));
      c.setsockopt(descriptor, SOL_RAW, ICMP_FILTER, memory.address(0), 4);
    } else {
      host.putInt(0, ~0b11110);
      for (int word = 1; word < 8; word++) {
        host.putInt(word * 4, word == 4 ? ~(1 << 1) : -1);
      }
      c.setsockopt(descriptor, SOL_ICMPV6, ICMP_FILTER, memory.address(0), 32);
    }
    int count = program(host, 16, family, identifier);
    host.putShort(0, (short) count);
    host.putLong(8, memory.address(16));
    c.setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, memory.address(0), 16);
  }

  /** A raw IPv4 socket's packets begin with their IP header, an IPv6 one's with ICMPv6. */
  private static int program(ByteBuffer host, int at, AddressFamily family, int identifier) {
    return family == AddressFamily.IPV4
        ? write(
            host,
            at,
            new int[][] {
              {LOAD_HEADER_LENGTH, 0, 0, 0},
              {LOAD_BYTE_INDEXED, 0, 0, 0},
              {JUMP_IF_EQUAL, 0, 2, 0},
              {LOAD_SHORT_INDEXED, 0, 0, 4},
              {JUMP_IF_EQUAL, 0, 1, identifier},
              {RETURN, 0, 0, WHOLE_PACKET},
              {RETURN, 0, 0, 0}
            })
        : write(
            host,
            at,
            new int[][] {
              {LOAD_BYTE, 0, 0, 0},
              {JUMP_IF_EQUAL, 0, 2, 129},
              {LOAD_SHORT, 0, 0, 4},
              {JUMP_IF_EQUAL, 0, 1, identifier},
              {RETURN, 0, 0, WHOLE_PACKET},
              {RETURN, 0, 0, 0}
            });
  }

  /** Each instruction: code, jump if true, jump if false, operand. */
  private static int write(ByteBuffer host, int at, int[][] program) {
    for (int i = 0; i < program.length; i++) {
      int to = at + i * INSTRUCTION;
      host.putShort(to, (short) program[i][0]);
      host.put(to + 2, (byte) program[i][1]);
      host.put(to + 3, (byte) program[i][2]);
      host.putInt(to + 4, program[i][3]);
    }
    return program.length;
  }
}
