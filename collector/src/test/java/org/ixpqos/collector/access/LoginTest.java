package org.ixpqos.collector.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.ixpqos.collector.http.AccessFilter.Admission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guessing is limited, and does not keep others from logging in. */
class LoginTest {
  @TempDir private Path directory;
  private Login login;
  private long now;

  @BeforeEach
  void makeUsers() throws Exception {
    UserFile users = new UserFile(directory);
    users.set("noc", "correct horse".toCharArray());
    login = new Login(directory, () -> now);
  }

  private boolean isIn(String password, String network) {
    return admit(password, network).refusal().isEmpty();
  }

  private Admission admit(String password, String network) {
    byte[] plain = ("noc:" + password).getBytes(StandardCharsets.UTF_8);
    return login.admit("Basic " + Base64.getEncoder().encodeToString(plain), network);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::FFFF:c000:201, 192.0.2.1",
    "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1",
    "2001:db8::1, 2001:db8:0:0::/64",
    "2001:db8::ffff:1:2:3, 2001:db8:0:0::/64",
    "2001:db8:0:1::1, 2001:db8:0:1::/64",
  })
  void limitsSeeANetwork(String address, String network) {
    assertEquals(network, Networks.of(AccessConfig.address(address).orElseThrow()));
  }

  @Test
  void aNetworkHasAFewGuessesAndOthersHaveTheirs() {
    String attacker = Networks.of("2001:db8:0:0:0:0:0:1");
    int asked = 0;
    for (int i = 0; i < 15; i++) {
      String network = Networks.of("2001:db8:0:0:0:0:0:" + Integer.toHexString(i + 1));
      assertEquals(attacker, network);
      asked += admit("guess" + i, network).refusal().orElseThrow().status() == 401 ? 1 : 0;
    }
    assertEquals(10, asked);
    assertTrue(isIn("correct horse", "192.0.2.9"));
  }

  @Test
  void manyGuessesAtOnceAreNoMoreAndKeepNobodyElseOut() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(41);
    try {
      CountDownLatch begin = new CountDownLatch(1);
      List<Future<Integer>> guesses = new ArrayList<>();
      for (int i : IntStream.range(0, 40).toArray()) {
        guesses.add(
            threads.submit(
                () -> {
                  begin.await();
                  return admit("guess" + i, "attacker").refusal().orElseThrow().status();
                }));
      }
      Future<Boolean> other =
          threads.submit(
              () -> {
                begin.await();
                return isIn("correct horse", "noc");
              });
      begin.countDown();
      assertTrue(other.get());
      int looked = 0;
      for (Future<Integer> guess : guesses) {
        looked += guess.get() == 401 ? 1 : 0;
      }
      assertTrue(looked <= 10, looked + " guesses were looked at");
    } finally {
      threads.shutdownNow();
    }
  }
}
