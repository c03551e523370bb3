package org.ixpqos.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.ixpqos.engine.packet.Token;
import org.junit.jupiter.api.Test;

class RoundTableTest {
  private final TestingLoop testing = new TestingLoop();
  private final RunningRound round = testing.start(TestingLoop.PEER, 2);

  @Test
  void aTokenNamesItsRoundUntilTheSlotIsGivenBack() {
    RoundTable table = new RoundTable(3);
    assertEquals(0, table.add(round));
    long token = Token.of(0, table.generation(0), round.take());
    assertSame(round, table.find(token));
    assertNull(table.find(Token.of(0, table.generation(0), 1)), "not sent yet");
    assertNull(table.find(Token.of(1, 0, 0)), "no round there");
    assertNull(table.find(-1), "no such slot");
    table.remove(0);
    assertNull(table.find(token));
  }

  @Test
  void generationsWrapAndSlotsAreUsedInTurn() {
    RoundTable table = new RoundTable(2);
    round.take();
    Set<Integer> slots = new HashSet<>();
    long first = Token.of(table.add(round), 0, 0);
    for (int i = 0; i < 2 * ((1 << 20) - 1); i++) {
      int other = table.add(round);
      table.remove(1 - other);
      slots.add(other);
    }
    assertEquals(Set.of(0, 1), slots);
    assertEquals(1, table.size());
    assertNull(table.find(first), "one generation before the wrap");
    int slot = table.add(round);
    assertTrue(slot == 0 || slot == 1);
  }

  @Test
  void tokensKeepTheirPartsApart() {
    long token = Token.of((1 << 20) - 1, (1 << 20) - 1, Token.MOST_PACKETS - 1);
    assertEquals(-1, token);
    assertEquals((1 << 20) - 1, Token.slot(token));
    assertEquals((1 << 20) - 1, Token.generation(token));
    assertEquals(Token.MOST_PACKETS - 1, Token.packet(token));
    assertEquals(0, Token.nextGeneration((1 << 20) - 1));
  }
}
