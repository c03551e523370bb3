package org.ixpqos.collector.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of points that an engine will never take, and of those beside them. */
class RefusedPointsTest extends SinkTesting {
  @Test
  void aPoisonedPointIsLeftOutAndTheRestGoesOn() throws Exception {
    start(refusing(400, BAD_LINE, "t7-end", "t700-end"));
    upload(0, 1_000);
    upload(1_000, 10);
    turns(1);
    assertEquals(1_008, engine.size());
    assertEquals(0, behind());
    assertEquals(2, counts.get("REFUSED"));
    assertEquals(1_008, counts.get("WRITTEN"));
    assertTrue(bodies.size() < 60, bodies.size() + " requests");
    assertEquals(1, logged().size());
    assertTrue(logged().get(0).contains("points=2 of=1010 first="), logged().get(0));
    assertTrue(logged().get(0).contains("target=t7-end,"), logged().get(0));
    assertTrue(logged().get(0).contains("unable to parse"), logged().get(0));
  }

  /** One probe of many, whose points stand between the others' all over the batch. */
  @Test
  void manyPoisonedPointsBlameNobodyElse() throws Exception {
    start(refusing(400, "", "0-end"));
    upload(0, 1_000);
    turns(1);
    assertEquals(900, engine.size());
    assertEquals(100, counts.get("REFUSED"));
    assertEquals(0, behind());
  }

  @Test
  void anEngineThatRefusesEveryPointIsHeldAndNothingIsLost() throws Exception {
    start(says(400, BAD_LINE));
    upload(0, 1_000);
    turns(2);
    assertEquals(List.of(Duration.ofSeconds(60), Duration.ofSeconds(60)), pauses);
    assertEquals(34, bodies.size());
    assertEquals(1, behind());
    assertEquals(1, logged().size());
    assertTrue(logged().get(0).contains("it refuses every point, such as Ping,"), logged().get(0));
    answers(this::taken);
    turns(1);
    assertEquals(1_000, engine.size());
    assertFalse(counts.containsKey("REFUSED"));
  }

  @Test
  void aPoisonedPointThatIsAloneWaitsForTheNextOnlyToBeLeftOut() throws Exception {
    start(refusing(400, "", "t0-end"));
    upload(0, 1);
    turns(1);
    assertEquals(1, behind());
    upload(1, 2);
    turns(1);
    assertEquals(2, engine.size());
    assertEquals(0, behind());
    assertEquals(1, counts.get("REFUSED"));
  }

  @Test
  void aPartialWriteIsCountedAndGoneOnFrom() throws Exception {
    start(says(422, INFLUXDB_2_PARTIAL), says(400, INFLUXDB_1_PARTIAL), says(422, "no"));
    for (int i = 0; i < 3; i++) {
      upload(10 * i, 10);
      turns(1);
    }
    assertEquals(3, bodies.size());
    assertEquals(0, behind());
    assertEquals(Map.of("partial", 3L, "REFUSED", 6L, "WRITTEN", 24L), counts);
    assertTrue(logged().get(0).contains("beyond retention policy"), logged().get(0));
    assertTrue(logged().get(1).contains("field type conflict"), logged().get(1));
  }

  @Test
  void tooLargeIsSplitAndRemembered() throws Exception {
    start(lines -> lines.size() > 300 ? status(413, "") : taken(lines));
    upload(0, 1_000);
    upload(1_000, 1_000);
    turns(1);
    assertEquals(2_000, engine.size());
    assertEquals(0, behind());
    bodies.clear();
    upload(2_000, 1_000);
    turns(1);
    assertTrue(sizes().stream().allMatch(size -> size <= 300), sizes().toString());
    assertEquals(3_000, engine.size());
  }

  @Test
  void aPointThatIsTooLargeAloneIsLeftOut() throws Exception {
    start(refusing(413, "", "t1-end"));
    upload(0, 3);
    turns(1);
    assertEquals(2, engine.size());
    assertEquals(1, counts.get("REFUSED"));
  }
}
