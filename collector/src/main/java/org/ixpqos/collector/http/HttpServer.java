package org.ixpqos.collector.http;

import java.net.URI;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves routes. */
public final class HttpServer {
  /**
   * More than the length of the store's queue, so that the queue fills first, which is answered.
   */
  private static final int THREADS = 200;

  private static final long IDLE_MS = 30_000;

  /** The wait for idle connections, when the server stops. */
  private static final long SHUTDOWN_IDLE_MS = 200;

  private final Server server;
  private final ServerConnector connector;

  private HttpServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Starts to serve.
   *
   * @throws Exception the address is not available, or the certificate can't be used
   */
  public static HttpServer start(
      HttpConfig config, List<Route> routes, AccessFilter gate, RequestListener listener)
      throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("http");
    Server server = new Server(threads);
    ServerConnector connector = connector(server, config);
    connector.setHost(config.address());
    connector.setPort(config.port());
    connector.setIdleTimeout(IDLE_MS);
    connector.setShutdownIdleTimeout(SHUTDOWN_IDLE_MS);
    connector.addBean(
        new SlowClients(config.limits().requestTime().toNanos(), connector.getScheduler()));
    connector.addBean(new NetworkConnectionLimit(config.limits().connections(), connector));
    connector.addBean(new ConnectionShares(share(config.limits().connections()), gate::network));
    server.addConnector(connector);
    server.setHandler(
        new GracefulHandler(new Router(routes, gate, listener, config.limits().bodyBytes())));
    server.setErrorHandler(HttpServer::refuse);
    server.setStopTimeout(10_000);
    try {
      server.start();
    } catch (Exception e) {
      server.stop();
      throw e;
    }
    return new HttpServer(server, connector);
  }

  /** The limit of one network: a quarter, and at least the need of a page. */
  private static int share(int connections) {
    return Math.max(connections / 4, Math.min(connections, 40));
  }

  private static ServerConnector connector(Server server, HttpConfig config) throws Exception {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(config.limits().headerBytes());
    if (config.tls().isEmpty()) {
      return new ServerConnector(server, new HttpConnectionFactory(configuration));
    }
    // the client chooses and checks the server's name itself
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    ReloadingTls tls = new ReloadingTls(config.tls().get(), server.getScheduler());
    server.addBean(tls);
    return new ServerConnector(
        server, new SslConnectionFactory(tls.factory(), http.getProtocol()), http);
  }

  /** Answers requests that Jetty refuses: a broken header, an impossible path. */
  private static boolean refuse(Request request, Response response, Callback callback) {
    ApiResponse.error(response.getStatus(), "this is not a request that can be answered")
        .writeTo(response, request.getMethod().equals("HEAD"), callback);
    return true;
  }

  /** The address that it listens at. */
  public URI uri() {
    boolean tls = connector.getConnectionFactory(SslConnectionFactory.class) != null;
    return URI.create(
        (tls ? "https://" : "http://") + host(connector.getHost()) + ":" + port() + "/");
  }

  private static String host(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Accepts no more requests, and waits up to 10 s for those in progress. */
  public void stop() throws Exception {
    server.stop();
  }
}
