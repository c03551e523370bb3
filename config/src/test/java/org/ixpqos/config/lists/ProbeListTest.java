package org.ixpqos.config.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Problem;
import org.ixpqos.config.Problems;
import org.ixpqos.model.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeListTest {
  private final Problems problems = new Problems();

  private ProbeList read(String json) {
    return ProbeList.from(ConfigObject.parse(json, "probes.json", problems));
  }

  private List<String> found() {
    return problems.list().stream().map(Problem::toString).toList();
  }

  @Test
  void readsTheOriginalsFile() {
    ProbeList list =
        read("{\"probes\": [{\"name\": \"p1-ixpqos\", \"proto\": 4, \"address\": \"10.0.0.1\"}]}");
    assertEquals(
        List.of(new Probe("p1-ixpqos", 4, "10.0.0.1", "", List.of(), Map.of())), list.probes());
    assertEquals(List.of(), found());
  }

  @Test
  void readsEveryKey() {
    ProbeList list =
        read(
            """
            {"probes": [
              {"name": "p1", "proto": 4, "address": "10.0.0.1", "site": "ROM1",
               "groups": ["core", "north"], "labels": {"Rack no.": "B7"}},
              {"name": "p1", "proto": 6, "address": "2001:db8::1"},
              {"name": "p2", "proto": 6, "address": "p2.example.net"}
            ]}
            """);
    assertEquals(List.of(), found());
    assertEquals(
        new Probe("p1", 4, "10.0.0.1", "ROM1", List.of("core", "north"), Map.of("Rack no.", "B7")),
        list.probes().get(0));
    assertEquals(Set.of("p1", "p2"), list.names());
    assertEquals("p1/IPv6", list.probes().get(1).key().toString());
  }

  @Test
  void reportsEverythingThatIsWrong() {
    read(
        """
        {"probes": [
          {"name": "a b", "proto": 4, "address": "10.0.0.256"},
          {"name": "p1", "proto": 5, "adress": "10.0.0.1"},
          {"proto": "4", "address": "2001:db8::1", "site": "", "groups": ["@core"]},
          {"name": "p2", "proto": 6, "address": "10.0.0.2"},
          {"name": "p2", "proto": 6, "address": "2001:db8::2"},
          7
        ], "version": 1}
        """);
    assertEquals(
        List.of(
            "probes.json: $.probes[5]: found 7; allowed: an object, {…}",
            "probes.json: $.probes[0].name: found \"a b\"; allowed: " + Names.ALLOWED,
            "probes.json: $.probes[0].address: found \"10.0.0.256\"; allowed: an IPv4 address or a"
                + " host name",
            "probes.json: $.probes[1].proto: found 5; allowed: 4 or 6, the IP version",
            "probes.json: $.probes[1].address: found nothing; allowed: a text; it must be given",
            "probes.json: $.probes[1].adress: found an unknown key (did you mean \"address\"?);"
                + " allowed: the keys name, proto, address, site, groups, labels",
            "probes.json: $.probes[2].name: found nothing; allowed: a text; it must be given",
            "probes.json: $.probes[2].proto: found \"4\"; allowed: 4 or 6, the IP version",
            "probes.json: $.probes[2].address: found \"2001:db8::1\"; allowed: an IPv4 address or"
                + " a host name",
            "probes.json: $.probes[2].site: found \"\"; allowed: a text that is not empty",
            "probes.json: $.probes[2].groups: found \"@core\"; allowed: " + Names.ALLOWED,
            "probes.json: $.probes[3].address: found \"10.0.0.2\"; allowed: an IPv6 address or a"
                + " host name",
            "probes.json: $.probes[4].name: found a second p2/IPv6; allowed: each name once for"
                + " each IP version",
            "probes.json: $.version: found an unknown key; allowed: the keys probes"),
        found());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"probes\": null}", "{\"probes\": {}}"})
  void wantsTheArray(String json) {
    read(json);
    assertEquals(1, problems.list().size());
    assertEquals("$.probes", problems.list().get(0).path());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 4",
    "255.255.255.255, 4",
    "p1.example.net, 4",
    "p1.example.net., 6",
    "localhost, 6",
    "3com.example, 4",
    "_probe.example, 4",
    "xn--bcher-kva.example, 6",
    "::1, 6",
    "2001:db8::1, 6",
    "2001:DB8:0:0:0:0:0:1, 6",
    "fe80::1%eth0, 6",
    "fe80::1%bond0.100, 6"
  })
  void takesAddressesAndHostNames(String text, int proto) {
    assertTrue(ProbeList.isAddress(text, proto));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.256, 4",
    "10.0.0.1, 6", // the other family
    "::1, 4",
    "10.0.0, 4", // a resolver would take it for 10.0.0.0
    "10.0.0.1.2, 4",
    "167772161, 4",
    "010.0.0.1, 4", // octal to some
    "10.0.0.1:80, 6",
    "1:2, 6",
    ":::, 6",
    "1::2::3, 6",
    "::12345, 6",
    "::ffff:10.0.0.1, 6", // an IPv4 address
    "fe80::1%, 6",
    "fe80::1%a/b, 6",
    "[::1], 6",
    ".:1, 6", // would be looked up if it were handed to the resolver
    "-p1.example, 4",
    "p1..example/24, 4",
    "p1 example, 4",
    "10.0.0.0/24, 4"
  })
  void refusesWhatIsNeither(String text, int proto) {
    assertFalse(ProbeList.isAddress(text, proto));
  }

  @Test
  void boundsANameAtSixtyThree() {
    assertTrue(Names.isName("a".repeat(63)));
    assertFalse(Names.isName("a".repeat(64)));
    assertFalse(Names.isName("-a"));
    assertFalse(Names.isName("@a"));
    assertFalse(Names.isName("*"));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 0.0.0.0",
    "6, ::",
    "4, 224.0.0.1",
    "6, ff02::1%eth0",
    "4, 255.255.255.255",
    "6, fe80::1",
    "6, ::ffff:10.0.0.1"
  })
  void refusesWhatNobodyAnswersFrom(int proto, String address) {
    read(
        "{\"probes\": [{\"name\": \"a\", \"proto\": "
            + proto
            + ", \"address\": \""
            + address
            + "\"}]}");
    assertEquals(1, problems.list().size(), problems.list().toString());
    assertTrue(problems.list().get(0).found().startsWith("\"" + address + "\", "));
  }

  @Test
  void addressesCompareAsAddresses() {
    ProbeList list =
        read(
            "{\"probes\": [{\"name\": \"a\", \"proto\": 6, \"address\": \"2001:db8:0::1\"},"
                + "{\"name\": \"b\", \"proto\": 6, \"address\": \"2001:DB8::1\"},"
                + "{\"name\": \"c\", \"proto\": 6, \"address\": \"2001:db8::2\"}]}");
    assertEquals(List.of("a and b are both 2001:db8::1"), list.sharedAddresses());
  }
}
