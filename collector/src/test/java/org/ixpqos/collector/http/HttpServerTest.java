package org.ixpqos.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static HttpResponse<String> get(Endpoint endpoint) throws Exception {
    HttpServer server =
        HttpServer.start(
            new HttpConfig("127.0.0.1", 0, Optional.empty(), Limits.USUAL),
            List.of(Route.get("/", endpoint)),
            new TestingGate(),
            (method, status) -> {});
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(server.uri()).build(), BodyHandlers.ofString());
    } finally {
      server.stop();
    }
  }

  @Test
  void aFaultOfOurOwnShowsNothingOfItself() throws Exception {
    HttpResponse<String> answer =
        get(
            call -> {
              throw new IllegalStateException("/var/lib/secret at Secret.java:12");
            });
    assertEquals(500, answer.statusCode());
    assertEquals(
        "{\"error\":\"the collector could not answer; its log has the reason\"}", answer.body());
  }

  @Test
  void nothingOfAnErrorIsShownEither() throws Exception {
    HttpResponse<String> answer =
        get(
            call -> {
              throw new StackOverflowError("/var/lib/secret at Secret.java:12");
            });
    assertEquals(500, answer.statusCode());
    assertEquals("{\"error\":\"this is not a request that can be answered\"}", answer.body());
  }
}
