package org.ixpqos.engine.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.socket.Interfaces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class NameResolverTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile NameResolver.Lookup names = name -> addresses("192.0.2.1", "2001:db8::1");
  private NameResolver resolver = resolver(Duration.ofSeconds(10));

  private NameResolver resolver(Duration limit) {
    return new NameResolver(
        name -> {
          asked.add(name);
          return names.addresses(name);
        },
        now::get,
        Duration.ofSeconds(60),
        limit);
  }

  @AfterEach
  void close() {
    resolver.close();
  }

  @Test
  void literalsAreNeverLookedUp() throws Exception {
    assertEquals(addresses("192.0.2.7")[0], resolve("192.0.2.7", AddressFamily.IPV4).address());
    assertEquals(addresses("2001:db8::7")[0], resolve("2001:db8::7", AddressFamily.IPV6).address());
    assertEquals(
        "/fe80:0:0:0:0:0:0:7%1", resolve("fe80::7%1", AddressFamily.IPV6).address().toString());
    assertEquals(
        "192.0.2.7 is IPv4 and not IPv6", resolve("192.0.2.7", AddressFamily.IPV6).problem());
    assertEquals("192.0.2 is no IPv4 address", resolve("192.0.2", AddressFamily.IPV4).problem());
    assertFalse(resolve("fe80::7%no-such-lan", AddressFamily.IPV6).usable());
    assertFalse(resolve("192.0.2.700", AddressFamily.IPV4).usable());
    assertEquals(List.of(), asked);
  }

  @Test
  void aNameIsLookedUpOnceForAsLongAsItsAnswerIsGood() throws Exception {
    assertEquals(addresses("192.0.2.1")[0], resolve("peer", AddressFamily.IPV4).address());
    names = name -> addresses("192.0.2.2");
    assertEquals(addresses("192.0.2.1")[0], resolve("peer", AddressFamily.IPV4).address());
    assertEquals(List.of("peer"), asked);
    now.addAndGet(TimeUnit.SECONDS.toNanos(61));
    assertEquals(addresses("192.0.2.2")[0], resolve("peer", AddressFamily.IPV4).address());
    assertEquals(addresses("192.0.2.2")[0], resolve("peer", AddressFamily.IPV4).address());
    assertEquals(List.of("peer", "peer"), asked);
  }

  @Test
  void aNameThatStopsResolvingKeepsItsAddressAndIsReported() throws Exception {
    resolve("peer", AddressFamily.IPV4);
    names =
        name -> {
          throw new UnknownHostException("peer: gone");
        };
    now.addAndGet(TimeUnit.SECONDS.toNanos(61));
    Resolution kept = resolve("peer", AddressFamily.IPV4);
    assertEquals(addresses("192.0.2.1")[0], kept.address());
    assertTrue(kept.problem().contains("peer: gone"), kept.problem());
    assertTrue(kept.problem().contains("going on with 192.0.2.1"), kept.problem());
  }

  @Test
  void aFamilyThatTheNameLacksIsAProblem() throws Exception {
    names = name -> addresses("192.0.2.1");
    Resolution none = resolve("peer", AddressFamily.IPV6);
    assertNull(none.address());
    assertEquals("cannot resolve peer: it has no IPv6 address", none.problem());
  }

  @Test
  void aStuckNameIsAnsweredWithinTheLimitAndDelaysNoOther() throws Exception {
    resolver.close();
    resolver = resolver(Duration.ofMillis(50));
    CountDownLatch release = new CountDownLatch(1);
    names =
        name -> {
          if (name.equals("stuck")) {
            await(release);
          }
          return addresses("192.0.2.3");
        };
    var stuck = resolver.resolve("stuck", AddressFamily.IPV4);
    assertTrue(resolve("peer", AddressFamily.IPV4).usable());
    assertEquals(
        "cannot resolve stuck: no answer within 50 ms", stuck.get(10, TimeUnit.SECONDS).problem());
    resolve("stuck", AddressFamily.IPV4);
    assertEquals(1, Collections.frequency(asked, "stuck"), "one lookup at a time");
    release.countDown();
    while (!resolve("stuck", AddressFamily.IPV4).usable()) {
      Thread.onSpinWait(); // bounded by the class's timeout
    }
  }

  @Test
  void aNameKeepsItsAddressWhileThatIsAmongTheAnswers() throws Exception {
    List<String> moves = Collections.synchronizedList(new ArrayList<>());
    resolver.notifying((name, from, to) -> moves.add(name + " " + from + " " + to));
    names = name -> addresses("192.0.2.1", "192.0.2.2", "192.0.2.3");
    assertEquals(addresses("192.0.2.1")[0], resolve("peer", AddressFamily.IPV4).address());
    for (String[] turned :
        new String[][] {
          {"192.0.2.2", "192.0.2.3", "192.0.2.1"}, {"192.0.2.3", "192.0.2.1", "192.0.2.2"}
        }) {
      names = name -> addresses(turned);
      now.addAndGet(TimeUnit.SECONDS.toNanos(61));
      assertEquals(addresses("192.0.2.1")[0], resolve("peer", AddressFamily.IPV4).address());
    }
    assertEquals(List.of(), moves);
    names = name -> addresses("192.0.2.9");
    now.addAndGet(TimeUnit.SECONDS.toNanos(61));
    assertEquals(addresses("192.0.2.9")[0], resolve("peer", AddressFamily.IPV4).address());
    assertEquals(List.of("peer /192.0.2.1 /192.0.2.9"), moves);
  }

  @Test
  void deadNamesDelayNoGoodOne() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    names =
        name -> {
          if (name.startsWith("dead")) {
            await(release);
            throw new UnknownHostException(name);
          }
          return addresses("192.0.2.3");
        };
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        var unused = resolver.resolve("dead" + i, AddressFamily.IPV4);
      }
      assertTrue(resolver.resolve("good", AddressFamily.IPV4).get(2, TimeUnit.SECONDS).usable());
      now.addAndGet(TimeUnit.SECONDS.toNanos(61));
    }
    release.countDown();
  }

  @Test
  void howeverManyNamesAreDeadAtTheStartAGoodOneBehindThemIsFoundSoon() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    names =
        name -> {
          if (name.startsWith("dead")) {
            await(release);
            throw new UnknownHostException(name);
          }
          return addresses("192.0.2.3");
        };
    for (int i = 0; i < 900; i++) {
      var unused = resolver.resolve("dead" + i, AddressFamily.IPV4);
    }
    assertTrue(resolver.resolve("good", AddressFamily.IPV4).get(4, TimeUnit.SECONDS).usable());
    release.countDown();
  }

  @Test
  void aNameThatIsMendedIsFoundSoonHoweverManyOthersAreNot() throws Exception {
    names =
        name -> {
          throw new UnknownHostException(name);
        };
    for (int i = 0; i < 100; i++) {
      assertFalse(resolve("dead" + i, AddressFamily.IPV4).usable());
    }
    assertFalse(resolve("mended", AddressFamily.IPV4).usable());
    CountDownLatch release = new CountDownLatch(1);
    names =
        name -> {
          if (name.startsWith("dead")) {
            await(release);
            throw new UnknownHostException(name);
          }
          return addresses("192.0.2.3");
        };
    now.addAndGet(TimeUnit.SECONDS.toNanos(61));
    for (int i = 0; i < 100; i++) {
      var unused = resolver.resolve("dead" + i, AddressFamily.IPV4);
    }
    assertTrue(resolver.resolve("mended", AddressFamily.IPV4).get(4, TimeUnit.SECONDS).usable());
    release.countDown();
  }

  @Test
  void aGoodNameDoesNotWaitForALookupThatHangs() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    assertTrue(resolve("peer", AddressFamily.IPV4).usable());
    names =
        name -> {
          await(release);
          throw new UnknownHostException(name);
        };
    now.addAndGet(TimeUnit.SECONDS.toNanos(61));
    Resolution last = resolver.resolve("peer", AddressFamily.IPV4).get(3, TimeUnit.SECONDS);
    assertEquals(addresses("192.0.2.1")[0], last.address());
    assertEquals("", last.problem());
    release.countDown();
  }

  @Test
  void whatNobodyAnswersFromIsRefusedAlsoWhenANameIsIt() throws Exception {
    resolver.refusing(
        address ->
            address.isAnyLocalAddress() ? Optional.of("nobody's address") : Optional.empty());
    assertEquals("0.0.0.0 is nobody's address", resolve("0.0.0.0", AddressFamily.IPV4).problem());
    names = name -> addresses("0.0.0.0");
    assertEquals(
        "cannot resolve peer: it is 0.0.0.0, nobody's address",
        resolve("peer", AddressFamily.IPV4).problem());
    resolver.writing(address -> "::");
    names = name -> addresses("::");
    assertEquals(
        "cannot resolve sixth: it is ::, nobody's address",
        resolve("sixth", AddressFamily.IPV6).problem());
    names = name -> addresses("0.0.0.0", "192.0.2.4");
    assertEquals(addresses("192.0.2.4")[0], resolve("other", AddressFamily.IPV4).address());
  }

  @Test
  void aScopeIsAskedOfTheKernel() throws Exception {
    assertEquals(
        Interfaces.index("lo"),
        ((Inet6Address) resolve("fe80::7%lo", AddressFamily.IPV6).address()).getScopeId());
    assertEquals("lo", Interfaces.name(Interfaces.index("lo")));
    assertEquals(0, Interfaces.index("no-such-lan"));
    assertEquals(0, Interfaces.index("a-name-that-is-far-too-long"));
    assertEquals("", Interfaces.name(1 << 30));
    assertEquals(
        "fe80::7%no-such-lan is on no interface that this host has now",
        resolve("fe80::7%no-such-lan", AddressFamily.IPV6).problem());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Resolution resolve(String name, AddressFamily family) throws Exception {
    return resolver.resolve(name, family).get(10, TimeUnit.SECONDS);
  }

  private static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getAllByName(literals[i])[0];
    }
    return addresses;
  }
}
