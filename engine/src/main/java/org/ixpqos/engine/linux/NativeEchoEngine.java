package org.ixpqos.engine.linux;

import java.io.IOException;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.EngineStatus;
import org.ixpqos.engine.loop.LoopEngine;
import org.ixpqos.engine.socket.LibC;
import org.ixpqos.engine.socket.NativeClock;
import org.ixpqos.engine.socket.NativeSockets;

/** The engine on the Linux kernel's sockets. */
public final class NativeEchoEngine {
  private NativeEchoEngine() {}

  /**
   * Opens a raw ICMP socket a family, or a datagram one where that is not allowed, and starts the
   * loop. One family is enough: {@link EngineStatus#sockets} has the reason why the other has none.
   *
   * @throws IOException when no family has one; the message names the command that grants the right
   */
  public static EchoEngine open(EngineSettings settings) throws IOException {
    LibC c = LibC.load();
    return new LoopEngine(
        settings, new NativeSockets(c, settings.receiveBufferBytes()), new NativeClock(c));
  }
}
