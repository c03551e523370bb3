package org.ixpqos.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressesTest {
  /** The examples of RFC 5952, and more. */
  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8::0001, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8:0:0:0:1:0:0, 2001:db8::1:0:0",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:DB8::A, 2001:db8::a",
    "1:0:0:0:0:0:0:0, 1::",
    "2001:db8:0::1, 2001:db8::1",
    "fe80:0:0:0:0:0:0:1%eth0, fe80::1%eth0",
    "192.0.2.1, 192.0.2.1",
    "Probe.Example., probe.example"
  })
  void oneTextForOneHost(String text, String canonical) {
    assertEquals(canonical, IpAddresses.canonical(text));
    assertEquals(canonical, IpAddresses.canonical(canonical));
  }

  @Test
  void writesWhatTheEngineFound() throws UnknownHostException {
    assertEquals("fd99::12", IpAddresses.format(InetAddress.getByName("fd99:0:0:0:0:0:0:12")));
    assertEquals("10.0.0.1", IpAddresses.format(InetAddress.getByName("10.0.0.1")));
    InetAddress found = InetAddress.getByName("fd99::12");
    assertEquals("fd99::12", IpAddresses.shown("p.example", found));
    assertEquals("fe80::1%eth0", IpAddresses.shown("fe80:0::1%eth0", found));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "255.255.255.255",
        "224.0.0.1",
        "239.1.2.3",
        "::",
        "0:0:0:0:0:0:0:0",
        "::0",
        "ff02::1",
        "ff02::1%eth0",
        "fe80::1",
        "febf::1",
        "::ffff:192.0.2.1",
        "::192.0.2.1",
        "0:0:0:0:0:ffff:c000:201"
      })
  void nobodyAnswersFromSome(String text) {
    assertTrue(IpAddresses.unusable(text).isPresent(), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.0.0.255",
        "169.254.1.1",
        "240.0.0.1",
        "fe80::1%eth0",
        "2001:db8::1",
        "probe.example",
        "fd00::1"
      })
  void theOthersMay(String text) {
    assertEquals("", IpAddresses.unusable(text).orElse(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "1.2.3.4.5",
        "a.b.c.d",
        ":::",
        "1::2::3",
        "fe80::1%",
        "fe80::1%a/b",
        "",
        "12345::",
        "::ffff:1.2.3.4",
        "١٠.0.0.1",
        "[::1]"
      })
  void someAreNone(String text) {
    assertTrue(IpAddresses.parse(text).isEmpty(), text);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.9.8.7, true",
    "::1, true",
    "[::1], true",
    "0:0:0:0:0:0:0:1, true",
    "127.evil.example, false",
    "127.0.0.1.example, false",
    "10.0.0.1, false",
    "localhost, false",
    "127.1, false"
  })
  void aNameIsNoLoopbackAddress(String text, boolean loopback) {
    assertEquals(loopback, IpAddresses.isLoopback(text));
  }

  @Test
  void digitsOfOtherScriptsAreNone() {
    assertFalse(IpAddresses.looksLikeOne("١.٢.٣.٤"));
  }
}
