package org.ixpqos.model.wire;

import static org.ixpqos.model.wire.TestingUploads.GOOD;
import static org.ixpqos.model.wire.TestingUploads.read;
import static org.ixpqos.model.wire.TestingUploads.readRows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.ixpqos.model.wire.UploadReader.Reading;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a body may cost, however it is built. */
class UploadReaderLimitsTest {
  /** As much work for a byte that is refused as for one that is read: no path for each value. */
  @Test
  void whatIsTooDeepCostsNoMoreThanItsBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    String deep = "[".repeat(18) + "0,".repeat(1_000_000) + "0" + "]".repeat(18);
    for (String text :
        List.of(
            "{\"source\": \"p1\", \"probes\": [], \"" + "k".repeat(4_000_000) + "\": " + deep + "}",
            "{\"source\": \"p1\", \"probes\": [], \"" + "k".repeat(64) + "\": " + deep + "}",
            "{\"source\": \"p1\", \"probes\": ["
                + GOOD.replace("}", ", \"x\": " + deep + "}")
                + "]}",
            "{\"source\": \"p1\", \"probes\": ["
                + GOOD.replace("}", ", \"reasons\": [" + "1,".repeat(1_000_000) + "1]}")
                + "]}")) {
      long cpu = threads.getCurrentThreadCpuTime();
      long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      try {
        read(text);
      } catch (IOException e) {
        // a long name is refused as a whole
      }
      cpu = threads.getCurrentThreadCpuTime() - cpu;
      bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
      String cost = cpu / 1_000_000 + " ms, " + bytes / 1_000_000 + " MB of " + text.length();
      assertTrue(cpu < 3_000_000_000L && bytes < 20L * text.length(), cost);
    }
  }

  @Test
  void aLongKeyIsRefused() throws IOException {
    String key = "\"" + "k".repeat(65) + "\": [[1]]";
    assertEquals(
        "a key: found 65 characters; allowed: at most 64",
        readRows(GOOD.replace("}", ", " + key + "}")).rejected().get(0).reason());
    assertThrows(BadUploadException.class, () -> read("{" + key + "}"));
  }

  @Test
  void whatIsNotUnderstoodIsReportedInAFewLines() throws IOException {
    StringBuilder text = new StringBuilder("{\"source\": \"p1\", \"probes\": []");
    for (int i = 0; i < 1_000; i++) {
      text.append(", \"k").append(i).append("\": ").append("[".repeat(20)).append("]".repeat(20));
    }
    assertEquals(10, read(text + "}").remarks().size());
  }

  @Test
  void refusesDepthAndLengthByName() throws IOException {
    String deep = GOOD.replace("}", ", \"x\": " + "[".repeat(20) + "]".repeat(20) + "}");
    String huge = GOOD.replace("10.0.0.2", "1".repeat(100_000));
    Reading reading = readRows(deep, huge, GOOD, "7", "[]");
    assertEquals(List.of(0, 1, 3, 4), reading.rejected().stream().map(r -> r.index()).toList());
    assertTrue(reading.rejected().get(0).reason().contains("more than 16 levels"));
    assertEquals(
        "address: found 100000 characters; allowed: at most 255",
        reading.rejected().get(1).reason());
  }

  @Test
  void repeatsNeitherHugeNorBreakingTextInAReason() throws IOException {
    String key = "\\n".repeat(50_000);
    String deep = "{\"" + key + "\": " + "[".repeat(20) + "]".repeat(20) + "}";
    String reason =
        readRows(GOOD.replace("}", ", \"x\": " + deep + "}")).rejected().get(0).reason();
    assertTrue(reason.length() < 200, reason);
    assertEquals(1, reason.lines().count());
    String broken = "{\"" + key + "\": ";
    String message = assertThrows(BadUploadException.class, () -> read(broken)).getMessage();
    assertTrue(message.length() < 200 && message.lines().count() == 1, message);
  }

  @Test
  void refusesNestingThatCouldExhaustIt() {
    assertThrows(
        BadUploadException.class,
        () -> read("{\"x\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
  }

  @Test
  void refusesTooManyRows() {
    String rows = "7,".repeat(UploadReader.MAX_ROWS) + "7";
    assertThrows(UploadTooLargeException.class, () -> readRows(rows));
  }

  /** Whatever is done to a good body, it is read, refused by name, or refused as a whole. */
  @Test
  @Tag("fuzz")
  void survivesWhatAFuzzerDoesToABody() throws IOException {
    String body =
        "{\"source\": \"p1\", \"batch\": \"01900000-0000-7000-8000-000000000001\", \"probes\": ["
            + GOOD
            + ","
            + GOOD.replace("}", ", \"clock\": {\"error_us\": 1}, \"reasons\": [{\"count\": 1}]}")
            + "], \"gaps\": [{\"from\": \"2026-11-22T09:00:00Z\"}]}";
    Random random = new Random(20261122);
    String alphabet = "{}[]\",:0123456789.eE+-truefalsnNaI\\u \u0000\uffff";
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder mutant = new StringBuilder(body);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        int at = random.nextInt(mutant.length());
        switch (random.nextInt(3)) {
          case 0 -> mutant.deleteCharAt(at);
          case 1 -> mutant.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> mutant.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      try {
        Reading reading = read(mutant.toString());
        assertTrue(reading.upload().rows().size() + reading.rejected().size() <= 4);
        read++;
      } catch (BadUploadException e) {
        assertTrue(e.getMessage().length() < 200, e.getMessage());
      }
    }
    assertTrue(read > 1_000, read + " of the mutants could be read");
  }
}
