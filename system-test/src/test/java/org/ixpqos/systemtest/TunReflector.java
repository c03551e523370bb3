package org.ixpqos.systemtest;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.ixpqos.engine.PacketOutcome.IcmpError;
import org.ixpqos.engine.packet.IcmpReason;

/**
 * Every host of two prefixes: reads the echo requests that a {@link TunDevice} is given, handles
 * each by the plan, and keeps a ledger of it. Its thread owns all but {@code closed}.
 */
final class TunReflector implements AutoCloseable {
  private static final String DEVICE = "tun0";
  private static final int STEP_MILLIS = 5;

  /** Above the largest packet of a test: this host's kernel heeds it and would fragment. */
  private static final int NEXT_HOP_MTU = 40_000;

  /**
   * What a router has to quote behind the IP header (RFC 792), and what one likes to (RFC 1812).
   */
  private static final int SHORT_QUOTE = 8;

  private static final int LONG_QUOTE = 548;

  /** Farther than the sequence numbers of one test go. */
  private static final int NOBODYS_SEQUENCE = 30_000;

  private record Due(long at, long readAt, EchoPacket echo, Deed deed) {}

  private final ReflectorPlan plan;
  private final TunDevice device;
  private final Ledger ledger = new Ledger();
  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::at)); // nanoTime does not wrap in a test
  private final Thread thread = new Thread(this::run, "reflector");
  private volatile boolean closed;
  private Throwable failure;

  TunReflector(NetworkNamespace namespace, ReflectorPlan plan) throws Exception {
    this.plan = plan;
    device = new TunDevice(namespace, DEVICE, "10.200.0.1/16", "fd20::1/64");
    thread.start();
  }

  private void run() {
    try (device) {
      while (!closed) {
        byte[] packet = device.read();
        if (packet == null) {
          device.await(due.isEmpty() ? STEP_MILLIS : 1);
        } else {
          take(packet);
        }
        while (!due.isEmpty() && due.peek().at() <= System.nanoTime()) {
          act(due.poll());
        }
      }
    } catch (Exception | Error e) {
      failure = e;
    }
  }

  private void take(byte[] packet) {
    EchoPacket echo = EchoPacket.parse(packet);
    if (echo == null) {
      return; // a router solicitation or the like
    }
    ledger.seen(echo);
    long now = System.nanoTime();
    for (Deed deed : plan.deeds(echo.place())) {
      due.add(new Due(now + deed.delayNanos(), now, echo, deed));
    }
  }

  private void act(Due item) throws Exception {
    EchoPacket echo = item.echo();
    Deed deed = item.deed();
    boolean late = deed.delayNanos() >= TimeUnit.MILLISECONDS.toNanos(ReflectorPlan.TIMEOUT_MILLIS);
    long held = System.nanoTime() - item.readAt();
    if (!late && held > ReflectorPlan.IN_TIME_NANOS) {
      return;
    }
    switch (deed.kind()) {
      case REPLY -> {
        device.write(echo.reply());
        ledger.replied(echo, late, held);
      }
      case DAMAGED_REPLY -> refused(echo, echo.damagedReply(deed.choice() % echo.payload()));
      case WRONG_SENDER -> refused(echo, echo.replyFrom(router(echo)));
      case FORGED_REPLY -> refused(echo, echo.forgedReply(0));
      case WRONG_CHECKSUM -> {
        device.write(echo.replyWithWrongChecksum());
        if (echo.ipv4()) {
          ledger.refused(echo);
        } else {
          ledger.droppedByTheKernel();
        }
      }
      case STRAY -> {
        device.write(echo.forgedReply(NOBODYS_SEQUENCE));
        ledger.stray();
      }
      case HOST_UNREACHABLE ->
          error(echo, deed, echo.ipv4() ? 3 : 1, echo.ipv4() ? 1 : 3, 0, "host-unreachable");
      case TTL_EXCEEDED -> error(echo, deed, echo.ipv4() ? 11 : 3, 0, 0, "ttl-exceeded");
      case TOO_BIG ->
          error(
              echo,
              deed,
              echo.ipv4() ? 3 : 2,
              echo.ipv4() ? 4 : 0,
              NEXT_HOP_MTU,
              IcmpReason.TOO_BIG);
    }
  }

  private void refused(EchoPacket echo, byte[] packet) {
    device.write(packet);
    ledger.refused(echo);
  }

  private void error(EchoPacket echo, Deed deed, int type, int code, int mtu, String reason)
      throws Exception {
    int quote = deed.choice() % 2 == 0 ? SHORT_QUOTE : LONG_QUOTE;
    device.write(echo.error(router(echo), type, code, mtu, quote));
    if (quote == SHORT_QUOTE) {
      // it has no cookie, so that any host could have made it
      ledger.stray();
    } else {
      ledger.error(echo, new IcmpError(reason, router(echo), mtu));
    }
  }

  /** A host that is no peer. */
  private static InetAddress router(EchoPacket echo) throws Exception {
    return InetAddress.getByName(echo.ipv4() ? "10.200.255.1" : "fd20::ffff:1");
  }

  /** Ends it; the ledger is complete. */
  Ledger end() throws InterruptedException {
    closed = true;
    thread.join();
    if (failure != null) {
      throw new IllegalStateException("the reflector died", failure);
    }
    return ledger;
  }

  /** Its thread closes the device. */
  @Override
  public void close() {
    closed = true;
  }
}
