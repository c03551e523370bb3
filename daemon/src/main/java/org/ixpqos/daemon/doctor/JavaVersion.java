package org.ixpqos.daemon.doctor;

import java.util.List;

/** Whether this Java is one that ixpqos is tested with. */
record JavaVersion(int feature) implements Check {
  private static final String NAME = "Java";
  private static final List<Integer> TESTED = List.of(17, 21, 25);

  @Override
  public List<Finding> findings() {
    return List.of(
        TESTED.contains(feature)
            ? Finding.ok(NAME, "version " + feature)
            : Finding.warning(
                NAME,
                "version " + feature,
                "tested are " + TESTED,
                "apt install default-jre-headless, and leave JAVA_HOME unset"));
  }
}
