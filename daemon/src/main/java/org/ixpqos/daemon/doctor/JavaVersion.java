package org.ixpqos.daemon.doctor;

import java.util.List;

/** Whether this Java is one that ixpqos is tested with. */
record JavaVersion(int feature) implements Check {
  private static final String NAME = "Java";
  private static final List<Integer> TESTED = List.of(17, 21, 25);

  /** Debian's own Java, whichever of the two ways led to another one. */
  private static final String MEND =
      "apt install default-jre-headless; update-alternatives --set java"
          + " $(readlink -f /usr/lib/jvm/default-java/bin/java); unset JAVA_HOME";

  @Override
  public List<Finding> findings() {
    return List.of(
        TESTED.contains(feature)
            ? Finding.ok(NAME, "version " + feature)
            : Finding.warning(NAME, "version " + feature, "tested are " + TESTED, MEND));
  }
}
