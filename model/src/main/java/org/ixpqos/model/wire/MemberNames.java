package org.ixpqos.model.wire;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The names of an object's members, to find one that is there twice. An object has few: those are
 * compared by their hashes in a row, which costs a fraction of a set for each object. A long object
 * gets a set.
 */
final class MemberNames {
  private static final int FEW = 48;

  private String[] names = new String[32];
  private int count;

  /** Null while there are few. */
  private Set<String> many;

  /** Whether the name is new. */
  boolean add(String name) {
    if (many != null) {
      return many.add(name);
    }
    int hash = name.hashCode();
    for (int i = 0; i < count; i++) {
      if (names[i].hashCode() == hash && names[i].equals(name)) {
        return false;
      }
    }
    if (count == FEW) {
      many = new HashSet<>(Arrays.asList(names).subList(0, count));
      return many.add(name);
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, FEW);
    }
    names[count++] = name;
    return true;
  }
}
