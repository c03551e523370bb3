package org.ixpqos.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberNamesTest {
  /** Objects of few and of many names, like the one before, nearly like it, and unlike it. */
  @ParameterizedTest
  @ValueSource(ints = {3, 20, 47, 48, 49, 50, 500})
  void aNameIsNewOnceAsInASet(int different) {
    Random random = new Random(different);
    MemberNames names = new MemberNames();
    List<String> object = List.of();
    for (int i = 0; i < 2_000; i++) {
      object = next(object, different, random);
      names.begin();
      Set<String> set = new HashSet<>();
      for (String name : object) {
        // another text of the same characters, as a reader gives it
        assertEquals(set.add(name), names.add(new String(name.toCharArray())), name);
      }
    }
  }

  private static List<String> next(List<String> before, int different, Random random) {
    List<String> next = new ArrayList<>(before);
    switch (random.nextInt(4)) {
      case 0 -> {}
      case 1 -> next.removeIf(name -> random.nextInt(20) == 0);
      case 2 -> next.add(random.nextInt(next.size() + 1), name(different, random));
      default -> {
        next.clear();
        for (int i = random.nextInt(2 * different); i >= 0; i--) {
          next.add(name(different, random));
        }
      }
    }
    return next;
  }

  /** "Aa" and "BB" have the same hash, and so have all texts made of as many of them. */
  private static String name(int different, Random random) {
    return Integer.toBinaryString(random.nextInt(different)).replace("0", "Aa").replace("1", "BB");
  }

  @Test
  void anObjectWithinAnotherHasNamesOfItsOwn() {
    MemberNames.Nested objects = new MemberNames.Nested();
    for (int i = 0; i < 3; i++) {
      MemberNames outer = objects.begin();
      assertTrue(outer.add("a"));
      MemberNames inner = objects.begin();
      assertTrue(inner.add("a"));
      assertFalse(inner.add("a"));
      objects.end();
      assertTrue(outer.add("b"));
      assertFalse(outer.add("a"));
      objects.end();
    }
  }
}
