package org.ixpqos.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.ixpqos.engine.packet.Token;
import org.junit.jupiter.api.Test;

class RoundTableTest {
  private final TestingLoop testing = new TestingLoop();
  private final RunningRound round = testing.start(TestingLoop.PEER, 2);

  @Test
  void aTokenNamesItsRoundUntilTheSlotIsGivenBack() {
    RoundTable table = new RoundTable(3, new Random(1));
    int slot = table.add(round);
    long token = Token.of(slot, table.generation(slot), round.take());
    assertSame(round, table.find(token));
    assertNull(table.find(Token.of(slot, table.generation(slot), 1)), "not sent yet");
    int other = (slot + 1) % 3;
    assertNull(table.find(Token.of(other, table.generation(other), 0)), "no round there");
    assertNull(table.find(-1), "no such slot");
    table.remove(slot);
    assertNull(table.find(token));
  }

  @Test
  void generationsWrapAndSlotsAreUsedInTurn() {
    RoundTable table = new RoundTable(2, new Random(1));
    round.take();
    Set<Integer> slots = new HashSet<>();
    int firstSlot = table.add(round);
    long first = Token.of(firstSlot, table.generation(firstSlot), 0);
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
  void slotsAreNotInAnOrderThatCanBeGuessed() {
    assertNotEquals(slots(1), slots(2));
    List<Integer> slots = slots(1);
    assertEquals(3_000, Set.copyOf(slots).size(), "each is another");
    long neighbours = 0;
    for (int i = 1; i < 1_000; i++) {
      neighbours += Math.abs(slots.get(i) - slots.get(i - 1)) == 1 ? 1 : 0;
    }
    assertTrue(neighbours < 20, neighbours + " of 1,000 slots are next to the one before");
  }

  private List<Integer> slots(long seed) {
    RoundTable table = new RoundTable(3_000, new Random(seed));
    return Stream.generate(() -> table.add(round)).limit(3_000).toList();
  }

  @Test
  void tokensKeepTheirPartsApart() {
    long token = Token.of((1 << 20) - 1, (1 << 20) - 1, Token.MAX_PACKETS - 1);
    assertEquals(-1, token);
    assertEquals((1 << 20) - 1, Token.slot(token));
    assertEquals((1 << 20) - 1, Token.generation(token));
    assertEquals(Token.MAX_PACKETS - 1, Token.packet(token));
    assertEquals(0, Token.nextGeneration((1 << 20) - 1));
  }
}
