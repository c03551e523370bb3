package org.ixpqos.model.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of an object's members, to find one that is there twice. Used for one object after
 * another.
 *
 * <p>The objects of an array mostly have the same names in the same order: as long as an object
 * agrees with the one before, each of its names is new, for the names of that one differ. In other
 * objects names are compared one by one, and by a set where there are many.
 */
final class MemberNames {
  private static final int FEW = 48;

  /** Those of this object, and behind them those of the object before. */
  private final String[] names = new String[FEW];

  /** Names of this object. */
  private int count;

  /** Names of the object before; 0 once this one differs from it. */
  private int before;

  /** All names of this object; null while there are few. */
  private Set<String> many;

  /** An object begins. */
  void begin() {
    before = many == null ? count : 0;
    count = 0;
    many = null;
  }

  /** Whether the name is new. */
  boolean add(String name) {
    if (count < before && names[count].equals(name)) {
      count++;
      return true;
    }
    before = 0;
    if (many != null) {
      return many.add(name);
    }
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        return false;
      }
    }
    if (count == FEW) {
      many = new HashSet<>(Arrays.asList(names));
      return many.add(name);
    }
    names[count++] = name;
    return true;
  }

  /** The names of objects that are within one another. */
  static final class Nested {
    private final List<MemberNames> levels = new ArrayList<>();
    private int level;

    /** An object begins within those that have begun. */
    MemberNames begin() {
      if (level == levels.size()) {
        levels.add(new MemberNames());
      }
      MemberNames names = levels.get(level++);
      names.begin();
      return names;
    }

    /** The innermost object ends. */
    void end() {
      level--;
    }
  }
}
