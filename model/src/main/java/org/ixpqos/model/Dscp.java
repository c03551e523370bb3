package org.ixpqos.model;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names of differentiated services code points (RFC 2474, 2597, 3246, 5865, 8622). */
public final class Dscp {
  private static final Map<String, Integer> NAMES = names();

  private Dscp() {}

  private static Map<String, Integer> names() {
    Map<String, Integer> names = new TreeMap<>();
    for (int precedence = 0; precedence <= 7; precedence++) {
      names.put("cs" + precedence, precedence << 3);
    }
    for (int assured = 1; assured <= 4; assured++) {
      for (int drop = 1; drop <= 3; drop++) {
        names.put("af" + assured + drop, (assured << 3) | (drop << 1));
      }
    }
    names.put("ef", 46);
    names.put("va", 44);
    names.put("le", 1);
    names.put("default", 0);
    return names;
  }

  /** The code point, 0 to 63, of a name such as {@code EF} or of a number. */
  public static Optional<Integer> parse(String text) {
    if (text.matches("\\d{1,2}")) {
      return Optional.of(Integer.parseInt(text)).filter(value -> value <= 63);
    }
    return Optional.ofNullable(NAMES.get(text.toLowerCase(Locale.ROOT)));
  }
}
