package org.ixpqos.daemon.status;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ixpqos.daemon.config.DaemonConfig.StatusAddress;
import org.ixpqos.model.IpAddresses;

/**
 * {@code /status} (JSON) and {@code /metrics} (Prometheus), on loopback. A client that sends half a
 * request delays no other, and is disconnected after some seconds.
 */
public final class StatusServer implements AutoCloseable {
  /** RFC 9110, 15.5.20. */
  private static final int MISDIRECTED = 421;

  private static final int MAX_REQUESTS = 32;

  static {
    // seconds; the JDK's server reads them when its first is made
    property("sun.net.httpserver.maxReqTime", "5");
    property("sun.net.httpserver.maxRspTime", "10");
    property("sun.net.httpserver.idleInterval", "10");
    property("jdk.httpserver.maxConnections", "100");
  }

  private final HttpServer server;
  private final String listened;

  /** A request above the maximum is refused at once: its connection is closed. */
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          MAX_REQUESTS,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread created = new Thread(task, "status");
            created.setDaemon(true);
            return created;
          });

  private final Gson gson =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  /**
   * Listens, and answers once it is started.
   *
   * @throws IOException when the address can't be listened on
   */
  public StatusServer(
      StatusAddress listen, Supplier<DaemonStatus> status, PrometheusRegistry metrics)
      throws IOException {
    InetAddress address = InetAddress.getByName(listen.address());
    server = listen(new InetSocketAddress(address, listen.port()));
    listened = IpAddresses.format(address);
    server.setExecutor(threads);
    server.createContext(
        "/status",
        exchange ->
            answer(
                exchange,
                "/status",
                "application/json",
                () -> gson.toJson(status.get()).getBytes(StandardCharsets.UTF_8)));
    server.createContext(
        "/metrics",
        exchange ->
            answer(
                exchange,
                "/metrics",
                PrometheusTextFormatWriter.CONTENT_TYPE,
                () -> exposition(metrics)));
    server.createContext("/", exchange -> answer(exchange, "", "text/plain", () -> new byte[0]));
  }

  private static void property(String name, String usual) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, usual);
    }
  }

  private static HttpServer listen(InetSocketAddress address) throws IOException {
    try {
      return HttpServer.create(address, 16);
    } catch (IOException e) {
      throw new IOException(
          "the status address "
              + IpAddresses.format(address.getAddress())
              + ":"
              + address.getPort()
              + " can't be listened on ("
              + e.getMessage()
              + "): another program has it; set status.port in daemon.json",
          e);
    }
  }

  private static byte[] exposition(PrometheusRegistry metrics) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, metrics.scrape());
    return text.toByteArray();
  }

  private interface Body {
    byte[] get() throws IOException;
  }

  private void answer(HttpExchange exchange, String path, String type, Body content)
      throws IOException {
    try (exchange) {
      if (!LoopbackHost.isNamedBy(exchange.getRequestHeaders().getFirst("Host"), listened)) {
        byte[] help = "ask for localhost or 127.0.0.1\n".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(MISDIRECTED, help.length);
        exchange.getResponseBody().write(help);
      } else if (!exchange.getRequestURI().getPath().equals(path)) {
        byte[] help = "there is /status and /metrics\n".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(404, help.length);
        exchange.getResponseBody().write(help);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
      } else {
        byte[] body = content.get();
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  public void start() {
    server.start();
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
