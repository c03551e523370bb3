package org.ixpqos.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathsTest {
  @ParameterizedTest
  @CsvSource({
    "/, true",
    "/public/, true",
    "/api/v1/data/probe/p1.example_x-1/last, true",
    "/.hidden, true",
    "/a..b, true",
    "/public/../api, false",
    "/.., false",
    "/., false",
    "/a/./b, false",
    "/public//, false",
    "//api, false",
    "/metrics;x, false",
    "/public;/../api, false",
    "/%2e%2e/api, false",
    "/%6detrics, false",
    "/a\\b, false",
    "/é, false",
    "*, false",
    "'', false",
  })
  void thereIsOneWayToWriteAPath(String path, boolean plain) {
    assertEquals(plain, Paths.isPlain(path), path);
  }
}
