package org.ixpqos.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberNamesTest {
  /** Of few and of many names, some with the same hash. */
  @ParameterizedTest
  @ValueSource(ints = {3, 33, 48, 50, 500})
  void aNameIsNewOnceAsInASet(int different) {
    Random random = new Random(different);
    MemberNames names = new MemberNames();
    Set<String> set = new HashSet<>();
    for (int i = 0; i < 4 * different; i++) {
      // "Aa" and "BB" have the same hash, and so have all texts made of as many of them
      String name =
          Integer.toBinaryString(random.nextInt(different)).replace("0", "Aa").replace("1", "BB");
      assertEquals(set.add(name), names.add(name), name);
    }
  }
}
