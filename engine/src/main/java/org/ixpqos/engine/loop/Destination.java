package org.ixpqos.engine.loop;

import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.packet.EchoFormat;
import org.ixpqos.engine.packet.SipHash;
import org.ixpqos.engine.socket.Errno;
import org.ixpqos.engine.socket.Interfaces;
import org.ixpqos.engine.socket.SendBatch;
import org.ixpqos.engine.socket.SendControl;
import org.ixpqos.engine.socket.SocketAddresses;

/**
 * The data that all packets of a round have in common, in the kernel's form; made by the thread
 * that starts the round.
 *
 * @param address socket address
 * @param control control messages
 * @param diagnosis control messages of a packet whose way out of this host is in doubt
 * @param cookies makes the cookies of its packets
 * @param fillLength bytes of fill after each packet's head
 * @param fillSum what they add to its checksum
 * @param errno why nothing can be sent at all; 0 when there is no such reason
 */
@SuppressWarnings("ArrayRecordComponent") // bytes for the kernel: written once, never compared
record Destination(
    AddressFamily family,
    boolean dontFragment,
    byte[] address,
    byte[] control,
    byte[] diagnosis,
    SipHash cookies,
    int fillLength,
    int fillSum,
    int errno) {

  static Destination of(EchoRequest request, EchoFormat format) {
    AddressFamily family = AddressFamily.of(request.target());
    EchoOptions options = request.options();
    if (options.source() != null && AddressFamily.of(options.source()) != family) {
      throw new IllegalArgumentException(
          "target %s cannot be reached from source %s: give both of one family"
              .formatted(request.target(), options.source()));
    }
    int index = interfaceIndex(options.networkInterface());
    int fillLength = EchoFormat.fillLength(options.size());
    return new Destination(
        family,
        options.dontFragment(),
        SocketAddresses.encode(request.target()),
        SendControl.encode(family, options, Math.max(0, index), false),
        SendControl.encode(family, options, Math.max(0, index), true),
        format.cookies(request.target()),
        fillLength,
        format.fillSum(fillLength),
        index < 0 ? Errno.ENODEV : 0);
  }

  /** Bytes of a packet's ICMP message. */
  int messageLength() {
    return SendBatch.HEAD + fillLength;
  }

  /** Index of the interface; 0 for none, −1 when there is none of that name now. */
  private static int interfaceIndex(String name) {
    if (name.isEmpty()) {
      return 0;
    }
    int index = Interfaces.index(name);
    return index == 0 ? -1 : index;
  }
}
