package org.ixpqos.engine.loop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.packet.EchoFormat;
import org.ixpqos.engine.socket.EngineClock;
import org.ixpqos.engine.socket.IcmpSocket;
import org.ixpqos.engine.socket.IcmpSockets;

/**
 * The channels of both families. Not to fragment is an option of a socket and not of a packet, so
 * packets with it have a socket of their own, opened when the first of them is sent. Owned by the
 * loop's thread once the engine runs.
 */
final class Channels {
  private final IcmpSockets sockets;
  private final EchoFormat format;
  private final EngineClock clock;
  private final SequenceRing sequences;
  private final RoundTable table;
  private final RoundListener listener;
  private final Map<AddressFamily, EchoChannel> plain = new EnumMap<>(AddressFamily.class);
  private final Map<AddressFamily, EchoChannel> fragmenting = new EnumMap<>(AddressFamily.class);
  private final Map<AddressFamily, String> kinds = new EnumMap<>(AddressFamily.class);
  private final List<EchoChannel> all = new ArrayList<>();

  Channels(
      IcmpSockets sockets,
      EchoFormat format,
      EngineClock clock,
      SequenceRing sequences,
      RoundTable table,
      RoundListener listener) {
    this.sockets = sockets;
    this.format = format;
    this.clock = clock;
    this.sequences = sequences;
    this.table = table;
    this.listener = listener;
    for (AddressFamily family : AddressFamily.values()) {
      try {
        EchoChannel channel = open(family, false);
        plain.put(family, channel);
        kinds.put(family, channel.socket().raw() ? "raw" : "datagram");
      } catch (IOException e) {
        kinds.put(family, "none: " + e.getMessage());
      }
    }
  }

  /** All that are open. */
  List<EchoChannel> all() {
    return all;
  }

  /** The kind of socket of each family, or the reason why there is none. */
  Map<AddressFamily, String> kinds() {
    return kinds;
  }

  /** The channel for a peer; null when there is none. */
  EchoChannel of(Destination peer) {
    EchoChannel channel = plain.get(peer.family());
    if (channel == null || !peer.dontFragment()) {
      return channel;
    }
    EchoChannel opened = fragmenting.get(peer.family());
    if (opened == null) {
      try {
        opened = open(peer.family(), true);
        fragmenting.put(peer.family(), opened);
      } catch (IOException e) {
        return null; // its packets end as not sent; the next round tries again
      }
    }
    return opened;
  }

  private EchoChannel open(AddressFamily family, boolean dontFragment) throws IOException {
    IcmpSocket socket = sockets.open(family, dontFragment);
    EchoChannel channel =
        new EchoChannel(family, socket, format, clock, sequences, table, listener);
    all.add(channel);
    return channel;
  }
}
