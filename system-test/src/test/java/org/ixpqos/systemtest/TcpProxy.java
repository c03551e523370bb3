package org.ixpqos.systemtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between the daemon and the collector on loopback and does to each connection what networks
 * and middle boxes do. A thread a direction; closed from any.
 */
final class TcpProxy implements AutoCloseable {
  /** What becomes of a connection. */
  enum Fault {
    NONE,
    /** Closed in the middle of the request. */
    CUT,
    /** Taken, and nothing goes on for some seconds; then closed. */
    STALL,
    /** The collector has the request, and then the daemon gets a reset in place of the answer. */
    RESET_AFTER_BODY,
    /** The answer comes seconds late. */
    LATE,
    /** A bit of the request's body is flipped. */
    CORRUPT,
    /** A few bytes at a time. */
    DRIP
  }

  private static final long SECOND = 1_000_000_000L;
  private static final int HEADERS = 600;

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Map<Fault, Integer> done = new ConcurrentHashMap<>();
  private volatile int target;
  private volatile Fault fault = Fault.NONE;

  TcpProxy() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    new Thread(this::accept, "proxy").start();
  }

  int port() {
    return server.getLocalPort();
  }

  void target(int port) {
    target = port;
  }

  /** Closes what is open; each connection from now on meets this. */
  void meet(Fault next) throws IOException {
    fault = next;
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  /** How many connections met a fault. */
  int met(Fault which) {
    return done.getOrDefault(which, 0);
  }

  /** How many connections met each fault. */
  Map<Fault, Integer> done() {
    return done;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket daemon = server.accept();
        Fault its = fault;
        done.merge(its, 1, Integer::sum);
        Socket collector = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(daemon, collector));
        new Thread(() -> ask(its, daemon, collector), "proxy-ask").start();
        new Thread(() -> answer(its, collector, daemon), "proxy-answer").start();
      } catch (IOException e) {
        LockSupport.parkNanos(SECOND / 100); // the collector is down, or this is the end
      }
    }
  }

  private static void ask(Fault fault, Socket daemon, Socket collector) {
    try (daemon;
        collector) {
      InputStream in = daemon.getInputStream();
      OutputStream out = collector.getOutputStream();
      byte[] chunk = new byte[16_384];
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        if (fault == Fault.CUT) {
          out.write(chunk, 0, length / 2);
          out.flush();
          return;
        }
        if (fault == Fault.STALL) {
          LockSupport.parkNanos(3 * SECOND);
          return;
        }
        if (fault == Fault.CORRUPT && length > HEADERS) {
          chunk[length - 20] ^= 0x10;
        }
        for (int i = 0; fault == Fault.DRIP && i < length - 1; i += 40) {
          out.write(chunk, i, Math.min(40, length - 1 - i));
          out.flush();
          LockSupport.parkNanos(SECOND / 100);
        }
        int from = fault == Fault.DRIP ? length - 1 : 0;
        out.write(chunk, from, length - from);
        out.flush();
      }
    } catch (IOException e) {
      // either side has closed: so does the other, by the try
    }
  }

  private static void answer(Fault fault, Socket collector, Socket daemon) {
    try (collector;
        daemon) {
      InputStream in = collector.getInputStream();
      OutputStream out = daemon.getOutputStream();
      byte[] chunk = new byte[16_384];
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        if (fault == Fault.RESET_AFTER_BODY) {
          daemon.setSoLinger(true, 0); // its close is a reset
          return;
        }
        if (fault == Fault.LATE) {
          LockSupport.parkNanos(2 * SECOND);
        }
        out.write(chunk, 0, length);
        out.flush();
      }
    } catch (IOException e) {
      // as above
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    meet(Fault.NONE);
  }
}
