package org.ixpqos.collector.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections above the limit of one network, so that a client with many excludes only
 * itself. A proxy's connections belong to many, and are not counted.
 */
final class ConnectionShares implements Connection.Listener {
  private static final Logger log = LoggerFactory.getLogger(ConnectionShares.class);

  private final int most;
  private final UnaryOperator<String> network;
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /**
   * @param network of an address; empty where its connections belong to many
   */
  ConnectionShares(int most, UnaryOperator<String> network) {
    this.most = most;
    this.network = network;
  }

  private String from(Connection connection) {
    SocketAddress from = connection.getEndPoint().getRemoteSocketAddress();
    // not TLS's own endpoints, which each contain one
    return connection instanceof ConnectionMetaData
            && from instanceof InetSocketAddress inet
            && inet.getAddress() != null
        ? network.apply(inet.getAddress().getHostAddress())
        : "";
  }

  @Override
  public void onOpened(Connection connection) {
    String from = from(connection);
    if (from.isEmpty()) {
      return;
    }
    int count = counts.merge(from, 1, Integer::sum);
    if (count > most) {
      log.warn(
          "connection cut, its network has its part of \"limits\".\"connections\" from={} most={}",
          from,
          most);
      connection.getEndPoint().close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    String from = from(connection);
    if (!from.isEmpty()) {
      counts.computeIfPresent(from, (same, count) -> count <= 1 ? null : count - 1);
    }
  }
}
