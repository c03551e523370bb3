package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ixpqos.model.Gap;
import org.junit.jupiter.api.Test;

/** The page has a word for each reason that a probe may give for a gap. */
class GapWordsTest {
  private static final Pattern WORDS =
      Pattern.compile("const GAP_WORDS = \\{(.*?)};", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("^ +\"?([a-z-]+)\"?: \"", Pattern.MULTILINE);

  private static Set<String> reasons() throws IllegalAccessException {
    Set<String> reasons = new TreeSet<>();
    for (var field : Gap.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        reasons.add((String) field.get(null));
      }
    }
    return reasons;
  }

  @Test
  void eachReasonOfTheWireHasOne() throws IOException, IllegalAccessException {
    String script;
    try (InputStream in = Gap.class.getResourceAsStream("/org/ixpqos/collector/page/format.js")) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Matcher words = WORDS.matcher(script);
    assertTrue(words.find());
    List<String> named = new ArrayList<>();
    Matcher word = WORD.matcher(words.group(1));
    while (word.find()) {
      named.add(word.group(1));
    }
    assertEquals(reasons(), new TreeSet<>(named));
    assertEquals(reasons().size(), named.size(), "each once");
  }
}
