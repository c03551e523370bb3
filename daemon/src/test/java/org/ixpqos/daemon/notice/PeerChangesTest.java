package org.ixpqos.daemon.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ProbeList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerChangesTest {
  private final TestingLog log = new TestingLog(PeerChanges.class);

  @AfterEach
  void close() {
    log.close();
  }

  private static Probe probe(String name, String address) {
    return new Probe(name, 4, address, "", List.of(), Map.of());
  }

  private static ProbeList list(Probe... probes) {
    return new ProbeList(Arrays.asList(probes));
  }

  @Test
  void eachKindOfChangeIsALine() {
    PeerChanges.log(
        list(probe("a", "192.0.2.1"), probe("b", "192.0.2.2"), probe("c", "192.0.2.3")),
        list(probe("a", "192.0.2.1"), probe("c", "192.0.2.9"), probe("d", "192.0.2.4")));
    assertEquals(
        List.of(
            "INFO probes added count=1 probes=\"d/IPv4=192.0.2.4\"",
            "INFO probes removed count=1 probes=\"b/IPv4=192.0.2.2\"",
            "INFO probes changed count=1 probes=\"c/IPv4=192.0.2.9\""),
        log.lines());
  }

  @Test
  void theSameListIsNoLine() {
    PeerChanges.log(list(probe("a", "192.0.2.1")), list(probe("a", "192.0.2.1")));
    assertEquals(List.of(), log.lines());
  }

  @Test
  void aThousandAreOneShortLine() {
    Probe[] many =
        IntStream.range(0, 1000).mapToObj(i -> probe("p" + i, "192.0.2.1")).toArray(Probe[]::new);
    PeerChanges.log(list(), list(many));
    String line = log.lines().get(0);
    assertTrue(line.contains("count=1000") && line.endsWith(" …\""), line);
  }
}
