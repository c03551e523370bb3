package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ixpqos.collector.http.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/threat-model.md in both directions: each line has a test, each access rule has a line. */
class ThreatModelTest {
  private static final Path ROOT = Path.of("..");
  private static final Path MODEL = ROOT.resolve("docs/threat-model.md");

  /** A test in code font: {@code SomeTest.method}, or a class whose tests all belong to it. */
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

  private static final Pattern ROUTE =
      Pattern.compile("\\| `(GET|POST) (\\S+)` \\| (OPEN|READ|ADMIN|KEY) \\|.*");

  /** The page's own. */
  private static final Pattern FILE =
      Pattern.compile("(/public)?(/v/[0-9a-f]{16})?/[^/]+\\.(js|css|svg|txt)");

  @TempDir private Path directory;

  private static Map<String, String> testClasses() throws IOException {
    Map<String, String> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file :
          files
              .filter(path -> path.toString().contains("/src/test/java/"))
              .filter(path -> path.toString().endsWith("Test.java"))
              .toList()) {
        String name = file.getFileName().toString();
        classes.merge(
            name.substring(0, name.length() - ".java".length()),
            Files.readString(file),
            String::concat);
      }
    }
    return classes;
  }

  @Test
  void eachTestThatTheModelNamesIsThere() throws IOException {
    Map<String, String> classes = testClasses();
    Set<String> unknown = new TreeSet<>();
    Matcher named = TEST.matcher(Files.readString(MODEL));
    int count = 0;
    while (named.find()) {
      count++;
      String source = classes.get(named.group(1));
      String method = named.group(2);
      if (source == null || (method != null && !source.contains("void " + method + "("))) {
        unknown.add(named.group());
      }
    }
    assertEquals(Set.of(), unknown);
    assertTrue(count > 50, "named: " + count);
  }

  @Test
  void eachLineOfTheModelNamesWhatHoldsIt() throws IOException {
    Set<String> untested =
        Files.readAllLines(MODEL).stream()
            .filter(line -> line.matches("\\| [A-Z]\\d+ \\|.*"))
            .filter(
                line ->
                    !TEST.matcher(line).find() && !line.contains("`packaging/deb/install-checks`"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), untested);
  }

  @Test
  void eachAccessRuleOfTheCodeHasALine() throws Exception {
    Map<String, String> written = new TreeMap<>();
    for (String line : Files.readAllLines(MODEL)) {
      Matcher rule = ROUTE.matcher(line);
      if (rule.matches()) {
        written.put(rule.group(1) + " " + rule.group(2), rule.group(3));
      }
    }
    Map<String, String> served = new TreeMap<>();
    try (TestingCollector collector =
        new TestingCollector(directory.resolve("c"), "\"publicPage\": true")) {
      for (Route route : collector.routes()) {
        if (FILE.matcher(route.path()).matches()) {
          assertEquals(
              route.path().startsWith("/public/") ? "OPEN" : "READ", route.access().name());
          continue;
        }
        served.put(route.method() + " " + route.path(), route.access().name());
      }
    }
    assertEquals(served, written);
  }
}
