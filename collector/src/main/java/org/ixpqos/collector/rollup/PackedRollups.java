package org.ixpqos.collector.rollup;

import java.util.Map;
import java.util.function.BiConsumer;

/** The rollups of many pairs in the form of the tables, in a quarter of the memory. Immutable. */
final class PackedRollups {
  /** Of a pair: its number, a reference and an array's head; bytes. */
  private static final int BESIDE = 4 + 8 + 16;

  private final int[] pairs;
  private final byte[][] rollups;
  private final long bytes;

  PackedRollups(Map<Integer, Rollup> byPair) {
    pairs = new int[byPair.size()];
    rollups = new byte[byPair.size()][];
    long size = 0;
    int i = 0;
    for (Map.Entry<Integer, Rollup> one : byPair.entrySet()) {
      pairs[i] = one.getKey();
      rollups[i] = RollupBlob.encode(one.getValue());
      size += BESIDE + rollups[i].length;
      i++;
    }
    bytes = size;
  }

  /** Bytes of memory. */
  long bytes() {
    return bytes;
  }

  void forEach(BiConsumer<Integer, Rollup> sink) {
    for (int i = 0; i < pairs.length; i++) {
      sink.accept(pairs[i], RollupBlob.decode(rollups[i]));
    }
  }
}
