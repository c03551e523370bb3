package org.ixpqos.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Old words that docs/glossary.md replaced stay out of the modules' main sources: names, comments
 * and messages.
 */
class WordsTest {
  /** The old words, alone or as a part of a name in camel case, and the words in their place. */
  private static final Map<Pattern, String> OLD =
      Map.of(
          Pattern.compile("\\b[tT]old(?![a-z])|Told(?![a-z])"),
          "reported, logged, notified",
          Pattern.compile("[oO]ctet|OCTET"),
          "bytes",
          Pattern.compile("\\bMOST_"),
          "MAX_",
          Pattern.compile("\\b[wW]ho(?:so)?ever\\b"),
          "the noun: the caller, the thread, the operator",
          Pattern.compile("\\b[wW]hatever\\b"),
          "any, all, independent of");

  /** Exceptions, {@code File.java: word}: keys of the wire or of files, names in RFCs. */
  private static final Set<String> ALLOWED = Set.of();

  @Test
  void mainSourcesHaveTheWordsOfTheGlossary() throws IOException {
    List<String> found = new ArrayList<>();
    Set<String> used = new TreeSet<>();
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        for (Map.Entry<Pattern, String> old : OLD.entrySet()) {
          Matcher word = old.getKey().matcher(lines.get(i));
          while (word.find()) {
            String exception = file.getFileName() + ": " + word.group();
            if (ALLOWED.contains(exception)) {
              used.add(exception);
            } else {
              found.add(
                  file + ":" + (i + 1) + ": \"" + word.group() + "\"; write: " + old.getValue());
            }
          }
        }
      }
    }
    assertEquals(List.of(), found, "see docs/glossary.md");
    assertEquals(new TreeSet<>(ALLOWED), used, "an exception that is not needed any more");
  }

  /** The test runs in its module or in the root. */
  private static List<Path> sources() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve("architecture"))) {
      root = root.getParent();
    }
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.sorted().toList()) {
        Path main = module.resolve("src/main/java");
        if (Files.isDirectory(main)) {
          try (Stream<Path> files = Files.walk(main)) {
            files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
          }
        }
      }
    }
    assertTrue(sources.size() > 400, sources.size() + " files");
    return sources;
  }
}
