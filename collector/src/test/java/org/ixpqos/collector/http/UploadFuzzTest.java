package org.ixpqos.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.ixpqos.collector.FuzzedUpload;
import org.ixpqos.collector.TestingCollector;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.wire.BadUploadException;
import org.ixpqos.model.wire.UploadReader;
import org.ixpqos.model.wire.UploadReader.Reading;
import org.ixpqos.model.wire.UploadTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every upload is accepted, or refused with a reason. {@code -Dixpqos.fuzz=1000000} is the long
 * form; {@code -Dixpqos.fuzz.seed=} repeats one.
 */
class UploadFuzzTest {
  private static final int INPUTS = Integer.getInteger("ixpqos.fuzz", 10_000);
  private static final long SEED = Long.getLong("ixpqos.fuzz.seed", System.nanoTime());

  /** Of those, so many go the whole way, through HTTP into the store. */
  private static final int POSTED = Math.min(5_000, INPUTS / 20);

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static final BodyShare SHARES = new BodyShare(Long.MAX_VALUE);

  @TempDir private Path directory;

  private static String what(FuzzedUpload input, int number) {
    return "seed " + SEED + ", input " + number + ", gzip " + input.gzip() + ": " + input.text();
  }

  private static Reading read(FuzzedUpload input) throws IOException, InterruptedException {
    try (BodyShare.Share share = SHARES.begin("p1")) {
      RequestBody body =
          RequestBody.of(new ByteArrayInputStream(input.bytes()), input.gzip(), 1 << 20, share);
      Reader text = new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder());
      return new UploadReader(NOW, Duration.ofDays(30)).read(text);
    }
  }

  @Test
  void everyBodyIsReadOrRefusedAndEveryWrongRowNamed() throws Exception {
    Random random = new Random(SEED);
    TreeMap<String, Integer> outcomes = new TreeMap<>();
    long heap = usedHeap();
    for (int i = 0; i < INPUTS; i++) {
      FuzzedUpload input = FuzzedUpload.next(random, NOW);
      String outcome;
      String refusal = "";
      try {
        Reading reading = read(input);
        outcome = reading.rejected().isEmpty() ? "taken" : "taken in part";
        check(input, reading, i);
      } catch (BadUploadException e) {
        outcome = "refused, 400";
        refusal = e.getMessage();
      } catch (DamagedBodyException e) {
        outcome = "damaged, 408";
      } catch (UploadTooLargeException e) {
        outcome = "too large, 413";
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(what(input, i), e);
      }
      int number = i;
      String why = refusal;
      assertTrue(
          input.rows() < 0 || outcome.startsWith("taken"),
          () -> "an upload is refused for a row: " + why + "; " + what(input, number));
      outcomes.merge(outcome, 1, Integer::sum);
    }
    assertEquals(4, outcomes.size(), () -> "each outcome is met: " + outcomes);
    assertTrue(usedHeap() - heap < 32 << 20, "what was read is not kept");
    System.out.printf(Locale.ROOT, "fuzz: seed=%d inputs=%d outcomes=%s%n", SEED, INPUTS, outcomes);
  }

  private static void check(FuzzedUpload input, Reading reading, int number) {
    if (input.rows() < 0) {
      return;
    }
    Set<UploadAnswer.Rejected> named = Set.copyOf(reading.rejected());
    assertEquals(
        input.rows(), reading.upload().rows().size() + named.size(), () -> what(input, number));
    for (UploadAnswer.Rejected rejected : named) {
      assertTrue(
          rejected.list().equals("probes") && input.isTouched(rejected.index()),
          () -> rejected + " is good; " + what(input, number));
    }
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void nothingThatIsPostedIsA5xx() throws Exception {
    Random random = new Random(SEED);
    try (TestingCollector collector = new TestingCollector(directory)) {
      int threads = 0;
      for (int i = 0; i < POSTED; i++) {
        FuzzedUpload input = FuzzedUpload.next(random, collector.clock.instant());
        int status =
            input.gzip()
                ? collector.postGzip(input.bytes()).statusCode()
                : collector.postPlain(input.bytes()).statusCode();
        int number = i;
        assertTrue(
            input.rows() < 0 ? Set.of(200, 400, 408).contains(status) : status == 200,
            () -> status + "; " + what(input, number));
        threads = i == 200 ? Thread.activeCount() : threads;
      }
      assertTrue(Thread.activeCount() <= threads + 4, "threads are left behind");
      assertEquals(200, collector.get("/healthz").statusCode());
    }
  }
}
