package org.ixpqos.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.0",
        "-0.0",
        "1e3",
        "1.5E-7",
        "NaN",
        "Infinity",
        "999999999999999",
        "0.00000000000001",
        "123456789.12345",
        "12345678901234567890",
        "0.30000000000000004",
        "-17.25"
      })
  void readsNumbersAsJavaDoes(String text) {
    assertEquals(Double.parseDouble(text), JsonFields.parsed(text));
  }

  @Test
  void readsAnyDecimalAsJavaDoes() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      String digits = Long.toString(random.nextLong() >>> (1 + random.nextInt(60)));
      int point = random.nextInt(digits.length()) + 1;
      String text =
          point == digits.length()
              ? digits
              : digits.substring(0, point) + "." + digits.substring(point);
      assertEquals(Double.parseDouble(text), JsonFields.parsed(text), text);
    }
  }
}
