package org.ixpqos.config.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration as shipped, where the modules find it. */
class ShippedFilesTest {
  private final Problems problems = new Problems();

  private ConfigObject shipped(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/org/ixpqos/shipped/" + name)) {
      return ConfigObject.parse(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), name, problems);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"probes.json", "schedule.json", "daemon.json", "collector.json"})
  void areSoundJson(String name) throws IOException {
    shipped(name);
    assertEquals(List.of(), problems.list());
  }

  @Test
  void watchEverySecondOfEveryMinute() throws IOException {
    ProbeList probes = ProbeList.from(shipped("probes.json"));
    Schedule schedule = Schedule.from(shipped("schedule.json"), probes, new TestingCron());
    assertEquals(List.of(), problems.list());
    assertEquals(List.of(), probes.probes());
    ScheduleEntry mesh = schedule.entries().get(0);
    assertEquals(Optional.of(mesh.echo().length()), mesh.every());
    assertEquals(Duration.ofSeconds(1), mesh.echo().interval());
  }
}
