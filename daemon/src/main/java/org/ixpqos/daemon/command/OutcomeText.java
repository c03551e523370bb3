package org.ixpqos.daemon.command;

import java.util.Locale;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.PacketOutcome.IcmpError;
import org.ixpqos.engine.PacketOutcome.Late;
import org.ixpqos.engine.PacketOutcome.Lost;
import org.ixpqos.engine.PacketOutcome.NotSent;
import org.ixpqos.engine.PacketOutcome.Replied;
import org.ixpqos.engine.PacketOutcome.SendError;
import org.ixpqos.model.IpAddresses;

/** How a packet ended, for a person. */
final class OutcomeText {
  private OutcomeText() {}

  static String of(PacketOutcome outcome) {
    if (outcome instanceof Replied replied) {
      return String.format(Locale.ROOT, "%.3f ms", replied.rttNanos() / 1e6);
    }
    if (outcome instanceof Late late) {
      return String.format(Locale.ROOT, "late, after %.3f ms", late.rttNanos() / 1e6);
    }
    if (outcome instanceof Lost lost) {
      return lost.error() == null ? "no reply" : "lost: " + described(lost.error());
    }
    if (outcome instanceof SendError error) {
      return "send error: " + error.reason();
    }
    if (outcome instanceof NotSent held) {
      return "not sent: " + held.reason();
    }
    throw new IllegalArgumentException(String.valueOf(outcome));
  }

  private static String described(IcmpError error) {
    String mtu = error.mtu() > 0 ? ", MTU " + error.mtu() : "";
    return error.reason() + mtu + ", from " + IpAddresses.format(error.from());
  }
}
