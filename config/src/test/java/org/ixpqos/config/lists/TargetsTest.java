package org.ixpqos.config.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.ixpqos.config.lists.ScheduleEntry.Targets;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final ProbeList PROBES =
      new ProbeList(
          List.of(
              probe("p1", 4, "ROM1", "core"),
              probe("p1", 6, "ROM1", "core"),
              probe("p2", 4, "ROM1"),
              probe("p3", 4, "MIL1", "core", "north"),
              probe("p4", 6, "", "north")));

  private static Probe probe(String name, int proto, String site, String... groups) {
    return new Probe(name, proto, "address of " + name, site, List.of(groups), Map.of());
  }

  private static List<String> peers(List<String> include, List<String> exclude) {
    return new Targets(include, exclude)
        .peers(PROBES, "p2").stream().map(probe -> probe.key().toString()).toList();
  }

  @Test
  void areAllButThisProbe() {
    assertEquals(
        List.of("p1/IPv4", "p1/IPv6", "p3/IPv4", "p4/IPv6"), peers(List.of("*"), List.of()));
  }

  @Test
  void areSelectedByName() {
    assertEquals(List.of("p1/IPv4", "p1/IPv6"), peers(List.of("p1"), List.of()));
  }

  @Test
  void areSelectedByGroup() {
    assertEquals(List.of("p3/IPv4", "p4/IPv6"), peers(List.of("@north"), List.of()));
  }

  @Test
  void areSelectedBySite() {
    assertEquals(List.of("p1/IPv4", "p1/IPv6"), peers(List.of("@site:ROM1"), List.of()));
  }

  @Test
  void areEachThereOnceAndInTheListsOrder() {
    assertEquals(
        List.of("p1/IPv4", "p1/IPv6", "p3/IPv4", "p4/IPv6"),
        peers(List.of("p4", "@north", "@core", "p1"), List.of()));
  }

  @Test
  void areLessTheExcluded() {
    assertEquals(List.of("p4/IPv6"), peers(List.of("*"), List.of("@core")));
    assertEquals(List.of(), peers(List.of("*"), List.of("*")));
  }

  @Test
  void areNeverThisProbeEvenByName() {
    assertEquals(List.of(), peers(List.of("p2"), List.of()));
  }

  @Test
  void areNobodyWhenNobodyIsSelected() {
    assertEquals(List.of(), peers(List.of(), List.of()));
  }
}
