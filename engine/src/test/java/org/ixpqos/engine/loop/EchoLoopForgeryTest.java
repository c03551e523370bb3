package org.ixpqos.engine.loop;

import static org.ixpqos.engine.loop.TestingLoop.MILLI;
import static org.ixpqos.engine.loop.TestingLoop.PEER;
import static org.ixpqos.engine.loop.TestingLoop.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.PacketOutcome.Lost;
import org.ixpqos.engine.socket.SocketAddresses;
import org.junit.jupiter.api.Test;

/** What a stranger, or a peer that lies, can send. */
class EchoLoopForgeryTest {
  private final TestingLoop testing = new TestingLoop();

  @Test
  void noForeignOrDamagedReplyIsBelieved() {
    RunningRound round = testing.start(PEER, 1);
    testing.turn();
    SentEcho echo = testing.sent(0);
    echo.answer(SocketAddresses.encode(address("192.0.2.66")), testing.arrival(), echo.reply());
    for (int at = 20; at < 84; at++) {
      byte[] damaged = echo.reply();
      damaged[at] ^= 4;
      echo.answer(echo.address(), testing.arrival(), damaged);
    }
    byte[] longer = SentEcho.join(echo.reply(), new byte[2]);
    echo.answer(echo.address(), testing.arrival(), longer);
    testing.run(250);
    assertEquals(outcomes(new Lost(null)), outcomes(round));
    // the type, the high half of which makes it another message, and the id and sequence aside
    assertTrue(round.refused() > 55, "refused " + round.refused());
    assertEquals(0, testing.totals.get(Counters.REPLIED));
  }

  /** Its 16-bit numbers are no secret: a neighbour that guesses them can't set a reason. */
  @Test
  void anErrorThatDoesNotQuoteTheCookieIsNotBelieved() {
    RunningRound round = testing.start(PEER, 2);
    testing.run(101);
    for (int quoted : new int[] {8, 16, 23}) {
      testing.sent(0).error(3, 1, 0, quoted);
    }
    byte[] packet = testing.sent(1).packet();
    packet[12] ^= 1; // the cookie
    testing.sent(1).error(3, 1, 0, 64);
    testing.run(400);
    assertEquals(outcomes(new Lost(null), new Lost(null)), outcomes(round));
    assertEquals(4, testing.totals.get(Counters.STRAYS));
  }

  /** A peer that has seen a thousand packets to himself makes no reply of another's. */
  @Test
  void theCookieOfOneTargetIsNoneOfAnother() {
    RunningRound round = testing.start(PEER, 1);
    InetAddress forger = address("192.0.2.66");
    testing.start(TestingLoop.request(forger, 1_000, 0, 0, 250 * MILLI));
    testing.turn();
    SentEcho victim =
        testing.ipv4().sent.stream()
            .filter(echo -> echo.address()[7] == 1)
            .findFirst()
            .orElseThrow();
    for (SentEcho own : List.copyOf(testing.ipv4().sent)) {
      if (own.address()[7] != 1) {
        byte[] forged = victim.packet().clone();
        forged[0] = 0;
        System.arraycopy(own.packet(), 8, forged, 8, 8); // its cookie, the victim's token
        victim.writeChecksum(forged);
        victim.answer(
            victim.address(),
            testing.arrival(),
            SentEcho.join(SentEcho.ipHeader(forged.length), forged));
      }
    }
    testing.run(300);
    assertEquals(outcomes(new Lost(null)), outcomes(round));
  }

  private static List<PacketOutcome> outcomes(PacketOutcome... outcomes) {
    return List.of(outcomes);
  }

  private static List<PacketOutcome> outcomes(RunningRound round) {
    assertTrue(round.finished());
    return IntStream.range(0, round.request().count()).mapToObj(round::outcome).toList();
  }
}
