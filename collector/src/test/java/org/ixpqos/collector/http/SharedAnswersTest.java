package org.ixpqos.collector.http;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.ixpqos.collector.model.ReadTooLongException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedAnswersTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<String> state = new AtomicReference<>("a");
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch go = new CountDownLatch(1);
  private SharedAnswers answers;
  private HttpServer server;

  private interface Reading {
    void read() throws Exception;
  }

  private String text = "x".repeat(50_000);

  private void serve(boolean remembering, Reading reading) throws Exception {
    answers = new SharedAnswers(new HeavyReads(), state::get, remembering);
    Endpoint endpoint =
        call -> {
          int number = reads.incrementAndGet();
          String of = state.get() + number + call.parameters().text("range").orElse("");
          reading.read();
          return ApiResponse.json(
              new JsonParts()
                  .add(json -> json.beginArray())
                  .addEach(List.of(of, text), (json, one) -> json.value(one))
                  .add(json -> json.endArray()));
        };
    Endpoint one = answers.of("/one", endpoint);
    server =
        HttpServer.start(
            new HttpConfig("127.0.0.1", 0, Optional.empty(), Limits.USUAL),
            List.of(
                Route.get(
                    "/one",
                    call -> {
                      asked.incrementAndGet();
                      return one.answer(call);
                    }),
                Route.get("/two", answers.of("/two", endpoint))),
            new TestingGate(),
            (method, status) -> {});
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    answers.close();
  }

  private CompletableFuture<HttpResponse<String>> ask(String path) {
    return client.sendAsync(
        HttpRequest.newBuilder(server.uri().resolve(path)).build(), BodyHandlers.ofString());
  }

  private String get(String path) {
    String body = ask(path).join().body();
    return body.substring(0, Math.min(body.length(), 12)).replaceAll("[\\[\"]|,.*", "");
  }

  @Test
  void fiftyWhoAskAtOnceCostOneRead() throws Exception {
    serve(true, go::await);
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(ask("/one"));
    }
    while (asked.get() < 50) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    go.countDown();
    for (CompletableFuture<HttpResponse<String>> one : all) {
      HttpResponse<String> answer = one.get(20, TimeUnit.SECONDS);
      assertEquals(200, answer.statusCode());
      assertTrue(answer.body().startsWith("[\"a1\""), answer.body().substring(0, 20));
    }
    assertEquals(1, reads.get());
  }

  @Test
  void anotherStateIsReadAnew() throws Exception {
    serve(true, () -> {});
    assertEquals("a1", get("/one"));
    assertEquals("a1", get("/one"));
    state.set("b");
    assertEquals("b2", get("/one"));
  }

  @Test
  void aLargeAnswerIsTheLastOneWithItsAgeAndIsMadeAnewWithoutAReader() throws Exception {
    text = new Random(1).ints(WarmAnswers.LARGE).mapToObj(Integer::toHexString).collect(joining());
    serve(true, () -> {});
    assertEquals("a1", get("/one"));
    state.set("b");
    HttpResponse<String> last = ask("/one").join();
    assertTrue(last.body().startsWith("[\"a1"), last.body().substring(0, 9));
    assertEquals("0", last.headers().firstValue("Age").orElse("none"));
    while (!get("/one").startsWith("b")) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    int made = reads.get();
    state.set("c");
    while (reads.get() == made) {
      TimeUnit.MILLISECONDS.sleep(20); // no request
    }
  }

  @Test
  void aLargeAnswerThatCanNotBeMadeAnyMoreIsAnsweredWithTheReason() throws Exception {
    text = new Random(1).ints(WarmAnswers.LARGE).mapToObj(Integer::toHexString).collect(joining());
    AtomicReference<Exception> failure = new AtomicReference<>();
    serve(
        true,
        () -> {
          if (failure.get() != null) {
            throw failure.get();
          }
        });
    assertEquals("a1", get("/one"));
    failure.set(new ReadTooLongException());
    state.set("b");
    while (ask("/one").join().statusCode() == 200) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertEquals(503, ask("/one").join().statusCode());
  }

  @Test
  void whatIsNotRememberedIsReadAnew() throws Exception {
    serve(false, () -> {});
    assertEquals("a1", get("/one"));
    assertEquals("a2", get("/one"));
  }

  @Test
  void eachPathAndQuestionHasItsOwn() throws Exception {
    serve(true, () -> {});
    assertEquals("a1", get("/one"));
    assertEquals("a2", get("/two"));
    assertEquals("a31h", get("/one?range=1h"));
    assertEquals("a31h", get("/one?range=1h"));
    assertEquals("a1", get("/one"));
  }

  @Test
  void whatFailedIsReadAnewAndAllGetTheReason() throws Exception {
    serve(
        true,
        () -> {
          go.await();
          if (reads.get() == 1) {
            throw new ReadTooLongException();
          }
        });
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(ask("/one"));
    }
    while (asked.get() < 5) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    go.countDown();
    int failed = 0;
    for (CompletableFuture<HttpResponse<String>> one : all) {
      HttpResponse<String> answer = one.get(20, TimeUnit.SECONDS);
      failed += answer.statusCode() == 503 ? 1 : 0;
      assertTrue(answer.statusCode() == 200 || answer.body().contains("takes longer than 30 s"));
    }
    assertTrue(failed >= 1, failed + " failed");
    assertEquals(200, ask("/one").join().statusCode());
    assertEquals(2, reads.get());
  }
}
