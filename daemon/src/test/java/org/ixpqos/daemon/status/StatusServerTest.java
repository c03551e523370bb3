package org.ixpqos.daemon.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ixpqos.daemon.config.DaemonConfig.StatusAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StatusServerTest {
  private final List<Socket> sockets = new ArrayList<>();
  private StatusServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new StatusServer(new StatusAddress("127.0.0.1", 0), () -> null, new PrometheusRegistry());
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private Socket connect(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    sockets.add(socket);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private int status(String host) throws IOException {
    Socket socket = connect("GET /metrics HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
    String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return Integer.parseInt(answer.substring(9, 12));
  }

  @Test
  void halfARequestKeepsNobodyWaitingAndIsCut() throws IOException {
    for (int i = 0; i < 10; i++) {
      connect("GET /sta");
    }
    assertEquals(200, status("Host: 127.0.0.1\r\n"));
    assertEquals(0, sockets.get(0).getInputStream().readAllBytes().length, "cut after a while");
  }

  @Test
  void aPageOfElsewhereIsNotAnswered() throws IOException {
    for (String own : List.of("localhost:8080", "127.0.0.1", "[::1]:80", "LOCALHOST")) {
      assertEquals(200, status("Host: " + own + "\r\n"), own);
    }
    for (String other :
        List.of("evil.example", "127.evil.example", "127.0.0.1.evil.example:80", "[::2]", "")) {
      assertEquals(421, status("Host: " + other + "\r\n"), other);
    }
  }

  @Test
  void theAddressThatIsListenedOnIsItsOwnName() {
    assertTrue(LoopbackHost.isNamedBy("192.0.2.1:9100", "192.0.2.1"));
    assertFalse(LoopbackHost.isNamedBy("192.0.2.2:9100", "192.0.2.1"));
  }
}
