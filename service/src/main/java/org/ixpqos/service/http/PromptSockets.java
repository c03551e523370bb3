package org.ixpqos.service.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Makes sockets that send what they are given at once (TCP_NODELAY, tcp(7)). Without it the end of
 * a body waits until the server's kernel has acknowledged what is before it, which that delays by
 * up to 40 ms (RFC 1122, 4.2.3.2 and 4.2.3.4). OkHttp asks for sockets that are not connected.
 */
final class PromptSockets extends SocketFactory {
  private final SocketFactory system = SocketFactory.getDefault();

  private static Socket prompt(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    return socket;
  }

  @Override
  public Socket createSocket() throws IOException {
    return prompt(system.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return prompt(system.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress own, int ownPort)
      throws IOException {
    return prompt(system.createSocket(host, port, own, ownPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return prompt(system.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress own, int ownPort)
      throws IOException {
    return prompt(system.createSocket(host, port, own, ownPort));
  }
}
