package org.ixpqos.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventStreamsTest {
  private final EventStreams streams = new EventStreams(200);
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            streams
                .answer(new ApiRequest(request, "", Principal.ANYONE, "192.0.2.1", "192.0.2.1", 0))
                .writeTo(response, false, callback);
            return true;
          }
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    streams.close();
    server.stop();
  }

  /** A listener that has got the answer's first line. */
  private BufferedReader listen() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    sockets.add(socket);
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void aListenerThatDoesNotReadIsCutAndTheOthersHearEverything() throws Exception {
    listen().readLine();
    BufferedReader reader = listen();
    reader.readLine();
    while (streams.count() < 2) {
      Thread.onSpinWait();
    }
    String data = "x".repeat(10_000);
    int sent = 0;
    while (streams.count() == 2) {
      streams.send("e", data + sent++);
      String line = reader.readLine();
      while (!line.startsWith("data: x")) {
        line = reader.readLine();
      }
      assertTrue(line.endsWith("x" + (sent - 1)), "nothing is left out");
    }
    assertEquals(1, streams.count());
  }

  @Test
  void thereAreSoManyAndNoMore() throws Exception {
    for (int i = 0; i < 200; i++) {
      assertEquals("HTTP/1.1 200 OK", listen().readLine());
    }
    assertEquals("HTTP/1.1 503 Service Unavailable", listen().readLine());
    sockets.get(0).close();
    while (streams.count() == 200) {
      streams.send("beat", "{}");
    }
    assertEquals("HTTP/1.1 200 OK", listen().readLine());
  }

  @Test
  void whatIsClosedEndsEveryStreamAndTakesNoMore() throws Exception {
    BufferedReader reader = listen();
    assertEquals("HTTP/1.1 200 OK", reader.readLine());
    streams.close();
    String line = reader.readLine();
    while (!line.equals("0")) {
      line = reader.readLine();
    }
    assertEquals("HTTP/1.1 503 Service Unavailable", listen().readLine());
  }
}
