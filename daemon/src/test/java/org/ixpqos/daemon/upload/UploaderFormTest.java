package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.ixpqos.daemon.buffer.Buffer.Additions;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.model.Gap;
import org.ixpqos.model.wire.WireForm;
import org.junit.jupiter.api.Test;

/** The form of the uploads to collectors of other versions, and to one that changes its version. */
class UploaderFormTest extends UploaderTesting {
  private static final String BROKEN = "{\"error\": \"broken JSON at $\"}";

  /** The forms of the requests; and by name, how often a row or gap was stored. */
  private final List<WireForm> forms = new ArrayList<>();

  private final List<String> stored = new ArrayList<>();

  /** What the collector is at present. */
  private volatile Function<WireForm, MockResponse> answers;

  private void begin(boolean compat, Function<WireForm, MockResponse> first) throws IOException {
    answers = first;
    startPausing(compat, pause -> TimeUnit.MILLISECONDS.sleep(1), UploaderTesting::stored);
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            WireForm form = isColumns(request) ? WireForm.COLUMNS : WireForm.JSON;
            synchronized (forms) {
              forms.add(form);
              MockResponse refusal = answers.apply(form);
              if (refusal.getStatus().contains(" 200 ")) {
                var body = body(request);
                body.getAsJsonArray("probes")
                    .forEach(row -> stored.add(row.getAsJsonObject().get("name").getAsString()));
                if (body.has("gaps")) {
                  body.getAsJsonArray("gaps").forEach(gap -> stored.add("gap"));
                }
                MockResponse.Builder taken = stored(body).newBuilder();
                refusal
                    .getHeaders()
                    .values("Accept-Post")
                    .forEach(types -> taken.addHeader("Accept-Post", types));
                return taken.build();
              }
              return refusal;
            }
          }
        });
    uploader.start();
  }

  private static MockResponse answer(int code, boolean announces) {
    MockResponse.Builder answer = new MockResponse.Builder().code(code).body(BROKEN);
    return (announces ? answer.addHeader("Accept-Post", WireForm.all()) : answer).build();
  }

  private static MockResponse present(WireForm form) {
    return answer(200, true);
  }

  /** Takes the bytes for JSON, whatever their type. */
  private static MockResponse old(WireForm form) {
    return answer(form == WireForm.JSON ? 200 : 400, false);
  }

  private List<WireForm> formsOf(int from, int to) throws InterruptedException {
    synchronized (forms) {
      forms.clear();
    }
    append(from, to);
    awaitEmpty();
    synchronized (forms) {
      return List.copyOf(forms);
    }
  }

  private void assertStored(int rows) throws InterruptedException {
    List<String> names = IntStream.rangeClosed(1, rows).mapToObj(i -> "p" + i).toList();
    assertEquals(names, stored, "each once, in its order");
    assertEquals(0, uploader.status().refused());
    awaitNoTrouble();
  }

  @Test
  void aCollectorThatAnnouncesColumnsGetsThemAfterItsFirstAnswer() throws Exception {
    begin(false, UploaderFormTest::present);
    assertEquals(List.of(WireForm.JSON), formsOf(1, 3));
    assertEquals(List.of(WireForm.COLUMNS), formsOf(4, 4));
    assertEquals(List.of(WireForm.COLUMNS), formsOf(5, 9));
    Additions gap = new Additions();
    gap.add(BufferEntry.of(new Gap(TIME, TIME.plusSeconds(1), Gap.CRASHED, "", 2)));
    buffer.append(gap);
    awaitEmpty();
    assertEquals("gap", stored.remove(9));
    assertStored(9);
  }

  @Test
  void anOldCollectorGetsJsonAlone() throws Exception {
    begin(false, UploaderFormTest::old);
    assertEquals(List.of(WireForm.JSON), formsOf(1, 3));
    assertEquals(List.of(WireForm.JSON), formsOf(4, 6));
    assertStored(6);
  }

  @Test
  void anOriginalCollectorGetsJsonWhateverItAnnounces() throws Exception {
    begin(true, UploaderFormTest::present);
    assertEquals(List.of(WireForm.JSON, WireForm.JSON), formsOf(1, 2));
    assertEquals(List.of(WireForm.JSON), formsOf(3, 3));
  }

  @Test
  void aCollectorThatIsSetBackGetsTheSameAsJsonAtOnce() throws Exception {
    begin(false, UploaderFormTest::present);
    formsOf(1, 1);
    assertEquals(List.of(WireForm.COLUMNS), formsOf(2, 4));
    answers = UploaderFormTest::old;
    assertEquals(List.of(WireForm.COLUMNS, WireForm.JSON), formsOf(5, 7));
    assertEquals(List.of(WireForm.JSON), formsOf(8, 9));
    answers = UploaderFormTest::present;
    assertEquals(List.of(WireForm.JSON), formsOf(10, 10), "it was refused a moment ago");
    nanos += Duration.ofHours(1).toNanos();
    assertEquals(List.of(WireForm.JSON), formsOf(11, 11));
    assertEquals(List.of(WireForm.COLUMNS), formsOf(12, 12));
    assertStored(12);
  }

  @Test
  void aProxyThatRefusesTheTypeIsAskedOnceAnHour() throws Exception {
    for (int code : new int[] {403, 406, 415}) {
      begin(false, form -> form == WireForm.JSON ? answer(200, true) : answer(code, false));
      stored.clear();
      formsOf(1, 1);
      assertEquals(List.of(WireForm.COLUMNS, WireForm.JSON), formsOf(2, 2));
      assertEquals(List.of(WireForm.JSON), formsOf(3, 3));
      assertStored(3);
      uploader.close();
      buffer.close();
      java.nio.file.Files.delete(directory.resolve("buffer.db"));
    }
  }

  @Test
  void aFailureThatIsNotOfTheFormChangesNothing() throws Exception {
    begin(false, UploaderFormTest::present);
    formsOf(1, 1);
    int[] failures = {0};
    answers = form -> failures[0]++ == 0 ? answer(502, false) : answer(200, true);
    assertEquals(List.of(WireForm.COLUMNS, WireForm.COLUMNS), formsOf(2, 2));
    assertStored(2);
  }

  @Test
  void whatALaterVersionLeftIsSentAsItIs() throws Exception {
    begin(false, UploaderFormTest::present);
    formsOf(1, 1);
    BufferEntry row = BufferEntry.of(row(2));
    Additions additions = new Additions();
    additions.add(new BufferEntry(row.kind(), row.at(), row.json().replace("{", "{\"later\":1,")));
    synchronized (forms) {
      forms.clear();
    }
    buffer.append(additions);
    awaitEmpty();
    assertEquals(List.of(WireForm.JSON), forms);
    assertTrue(stored.contains("p2"));
    assertEquals(List.of(WireForm.COLUMNS), formsOf(3, 3));
  }
}
