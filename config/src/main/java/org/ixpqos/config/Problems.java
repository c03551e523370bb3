package org.ixpqos.config;

import java.util.ArrayList;
import java.util.List;

/** Collects all problems, so that they are reported together. Not thread-safe. */
public final class Problems {
  /** The maximum that is listed; the others are counted. */
  private static final int MOST = 200;

  private final List<Problem> found = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private long more;

  public void add(String file, String path, String found, String allowed) {
    if (this.found.size() < MOST) {
      this.found.add(new Problem(file, path, found, allowed));
    } else {
      more++;
    }
  }

  /** Adds a warning, a sentence: something that is allowed, but probably a mistake. */
  public void warn(String file, String path, String sentence) {
    if (warnings.size() < MOST) {
      warnings.add(file + ": " + path + ": " + sentence);
    }
  }

  /** The warnings. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public List<Problem> list() {
    if (more == 0) {
      return List.copyOf(found);
    }
    List<Problem> all = new ArrayList<>(found);
    String text = Counted.of(more, "more error");
    all.add(new Problem(found.get(0).file(), "$", text, "mend these first"));
    return all;
  }

  /** Throws everything that was collected, if anything was. */
  public void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      throw new ConfigException(list());
    }
  }
}
