package org.ixpqos.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Responses of any length are written as they are read, at any speed of the client. */
@Timeout(60)
class PumpTest {
  private static final String TEXT = "x".repeat(20_000);
  private static final int ELEMENTS = 2_000;

  private final AtomicInteger written = new AtomicInteger();
  private final HeavyReads heavy = new HeavyReads();
  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer server;

  /** 40 MB that are nowhere before they are written. */
  private final List<Integer> elements =
      new AbstractList<>() {
        @Override
        public Integer get(int index) {
          return index;
        }

        @Override
        public int size() {
          return ELEMENTS;
        }
      };

  private void serve(Endpoint endpoint) throws Exception {
    server =
        HttpServer.start(
            new HttpConfig("127.0.0.1", 0, Optional.empty(), Limits.USUAL),
            List.of(Route.get("/", endpoint)),
            new TestingGate(),
            (method, status) -> {});
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.stop();
  }

  private ApiResponse large(int fails) {
    return ApiResponse.json(
        new JsonParts()
            .add(json -> json.beginArray())
            .addEach(
                elements,
                (json, one) -> {
                  if (one == fails) {
                    throw new IllegalStateException("a fault of our own");
                  }
                  written.incrementAndGet();
                  json.value(one + TEXT);
                })
            .add(json -> json.endArray()));
  }

  private HttpResponse<byte[]> get(String encoding) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.uri());
    if (!encoding.isEmpty()) {
      request.header("Accept-Encoding", encoding);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
  }

  /** Asks, and reads nothing but the answer's first byte. */
  private void askAndReadNothing() throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(32 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: c\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertEquals('H', socket.getInputStream().read());
  }

  @Test
  void itIsMadeAsItIsRead() throws Exception {
    serve(call -> large(-1));
    askAndReadNothing();
    // what the system's buffers take, and no more
    int before = -1;
    for (int now = written.get(); now != before; now = written.get()) {
      before = now;
      TimeUnit.MILLISECONDS.sleep(200);
    }
    assertTrue(before < ELEMENTS / 4, before + " of " + ELEMENTS + " were made for nobody");
    assertEquals(1 + ELEMENTS * (TEXT.length() + 2) + digits() + ELEMENTS, get("").body().length);
  }

  private static int digits() {
    int digits = 0;
    for (int i = 0; i < ELEMENTS; i++) {
      digits += Integer.toString(i).length();
    }
    return digits;
  }

  @Test
  void whoReadsSlowlyHoldsNeitherATurnNorAThread() throws Exception {
    serve(heavy.inTurn(call -> large(-1)));
    for (int i = 0; i < 20; i++) {
      askAndReadNothing();
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(200, get("gzip").statusCode());
    }
  }

  @Test
  void compressedItIsTheSame() throws Exception {
    serve(call -> large(-1));
    HttpResponse<byte[]> small = get("br, GZIP;q=0.5");
    assertEquals("gzip", small.headers().firstValue("Content-Encoding").orElse(""));
    assertTrue(small.body().length < 2 << 20, small.body().length + " bytes");
    byte[] plain = get("gzip;q=0").body();
    assertEquals(
        new String(plain, StandardCharsets.UTF_8),
        new String(
            new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes(),
            StandardCharsets.UTF_8));
  }

  @Test
  void whatFailsBeforeAnythingIsSentIsAnError() throws Exception {
    serve(call -> large(0));
    assertEquals(500, get("").statusCode());
    assertEquals(500, get("gzip").statusCode());
  }

  @Test
  void whatFailsHalfWayHasNoEnd() throws Exception {
    serve(call -> large(ELEMENTS / 2));
    assertThrows(IOException.class, () -> get(""));
    assertThrows(IOException.class, () -> get("gzip"));
  }

  @Test
  void whatIsShortHasItsLength() throws Exception {
    serve(call -> ApiResponse.json(new JsonParts().add(json -> json.beginArray().endArray())));
    HttpResponse<byte[]> answer = get("");
    assertEquals("2", answer.headers().firstValue("Content-Length").orElse(""));
    assertEquals("[]", new String(answer.body(), StandardCharsets.UTF_8));
  }
}
