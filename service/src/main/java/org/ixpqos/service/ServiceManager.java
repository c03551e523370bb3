package org.ixpqos.service;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import jnr.ffi.annotations.In;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies systemd of the service's state (sd_notify(3)). Outside of systemd it does nothing. Safe
 * for use by any thread.
 */
public final class ServiceManager {
  private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /**
   * The socket never blocks: the thread that feeds the watchdog must not wait for the service
   * manager.
   */
  private static final int MSG_DONTWAIT = 0x40;

  /** The functions of the C library that are called; none has a sixth integer argument. */
  public interface LibC {
    int socket(int domain, int type, int protocol);

    int connect(int fd, @In byte[] address, int length);

    long send(int fd, @In byte[] data, long length, int flags);

    int close(int fd);
  }

  private final String socket;
  private final LibC libc;

  public ServiceManager() {
    this(System.getenv("NOTIFY_SOCKET"));
  }

  ServiceManager(String socket) {
    this.socket = socket == null ? "" : socket;
    this.libc =
        this.socket.isEmpty()
            ? null
            : LibraryLoader.create(LibC.class)
                .load(Platform.getNativePlatform().getStandardCLibraryName());
  }

  /** The interval at which the watchdog must be fed, nanoseconds; 0 when there is none. */
  public static long watchdogNanos() {
    String micros = System.getenv("WATCHDOG_USEC");
    return micros == null ? 0 : TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros)) / 3;
  }

  public void ready(String status) {
    notify("READY=1\nSTATUS=" + oneLine(status));
  }

  public void status(String status) {
    notify("STATUS=" + oneLine(status));
  }

  /** Goes before a reload; {@link #ready} ends it. */
  public void reloading() {
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    notify("RELOADING=1\nMONOTONIC_USEC=" + micros);
  }

  public void stopping() {
    notify("STOPPING=1\nSTATUS=stopping");
  }

  public void alive() {
    notify("WATCHDOG=1");
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }

  private void notify(String state) {
    if (socket.isEmpty()) {
      return;
    }
    byte[] address = address();
    byte[] data = state.getBytes(StandardCharsets.UTF_8);
    int fd = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0
        || libc.connect(fd, address, address.length) < 0
        || libc.send(fd, data, data.length, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
      log.warn("systemd can't be notified state=\"{}\" socket={}", oneLine(state), socket);
    }
    if (fd >= 0) {
      libc.close(fd);
    }
  }

  /** sockaddr_un: the family, and the path; an abstract one starts with NUL where we see "@". */
  private byte[] address() {
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
    boolean hidden = socket.startsWith("@");
    byte[] address = new byte[2 + path.length + (hidden ? 0 : 1)];
    address[0] = AF_UNIX; // little-endian, as amd64, arm64 and armhf are
    System.arraycopy(path, 0, address, 2, path.length);
    if (hidden) {
      address[2] = 0;
    }
    return address;
  }
}
