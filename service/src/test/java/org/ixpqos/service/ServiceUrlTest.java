package org.ixpqos.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.ixpqos.config.RefusedValueException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://qos_collector:8080",
        "https://collector.example/backend",
        "http://[2001:db8::1]:8080",
        "HTTPS://Collector.Example",
        "http://127.0.0.1"
      })
  void takesWhatTheClientTakes(String text) {
    assertEquals(text, ServiceUrl.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://127.0.0.1:-1",
        "http://[fe80::1%25lo]:8080",
        "http://",
        "ftp://a.example",
        "a.example:8080",
        "http://a b.example",
        "http://user:secret@a.example",
        "http://a.example?x=1",
        "http://a.example#x",
        "http://[::1",
        "http://256.1.1.1",
        ""
      })
  void refusesWhatItRefuses(String text) {
    assertThrows(RefusedValueException.class, () -> ServiceUrl.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.example, true",
    "http://127.evil.example, true",
    "http://10.0.0.1:8080, true",
    "https://a.example, false",
    "http://127.0.0.1:8080, false",
    "http://[::1]:8080, false",
    "http://localhost:8080, false"
  })
  void plainHttpBeyondThisHostIsReadOnTheWay(String url, boolean read) {
    assertEquals(read, ServiceUrl.isReadOnTheWay(URI.create(url)));
  }
}
