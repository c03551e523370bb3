package org.ixpqos.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigObjectTest {
  private final Problems problems = new Problems();

  private ConfigObject object(String json) {
    return ConfigObject.parse(json, "test.json", problems);
  }

  private List<String> found() {
    return problems.list().stream().map(Problem::toString).toList();
  }

  private void assertOneProblem(String expected) {
    assertEquals(List.of("test.json: " + expected), found());
  }

  @Test
  void answersWhatStandsThere() {
    ConfigObject object =
        object(
            """
            {"text": "a", "flag": true, "number": 3, "duration": "5s", "object": {"key": "b"},
             "objects": [{"key": "c"}, {"key": "d"}], "texts": ["e", "f"], "labels": {"any": "g"}}
            """);
    assertEquals("a", object.requiredText("text"));
    assertEquals(Optional.of(true), object.flag("flag"));
    assertEquals(Optional.of(3L), object.number("number", 1, 3));
    assertEquals(
        Optional.of(Duration.ofSeconds(5)),
        object.duration("duration", Duration.ofSeconds(5), Duration.ofSeconds(6)));
    assertEquals("b", object.object("object").orElseThrow().requiredText("key"));
    assertEquals(
        List.of("c", "d"),
        object.objects("objects").stream().map(each -> each.requiredText("key")).toList());
    assertEquals(List.of("e", "f"), object.texts("texts"));
    assertEquals(Map.of("any", "g"), object.labels("labels"));
    object.finish();
    assertEquals(List.of(), found());
  }

  @Test
  void answersNothingForWhatIsAbsentOrNull() {
    ConfigObject object = object("{\"null\": null}");
    for (String key : List.of("absent", "null")) {
      assertEquals(Optional.empty(), object.text(key));
      assertEquals(Optional.empty(), object.flag(key));
      assertEquals(Optional.empty(), object.number(key, 0, 1));
      assertEquals(Optional.empty(), object.object(key));
      assertEquals(List.of(), object.objects(key));
      assertEquals(List.of(), object.texts(key));
      assertEquals(Map.of(), object.labels(key));
    }
    object.finish();
    assertEquals(List.of(), found());
  }

  @Test
  void reportsEverythingThatIsWrongAtOnce() {
    ConfigObject object =
        object("{\"name\": \" \", \"count\": 0, \"every\": \"5\", \"inner\": {\"colour\": 1}}");
    object.requiredText("name");
    object.requiredText("address");
    object.number("count", 1, 9);
    object.duration("every", Duration.ofSeconds(1), Duration.ofDays(1));
    ConfigObject inner = object.object("inner").orElseThrow();
    inner.text("color");
    inner.finish();
    object.finish();
    assertEquals(
        List.of(
            "test.json: $.name: found \" \"; allowed: a text that is not empty",
            "test.json: $.address: found nothing; allowed: a text; it must be given",
            "test.json: $.count: found 0; allowed: a whole number from 1 to 9",
            "test.json: $.every: found \"5\"; allowed: a duration in quotes, a whole number with"
                + " us, ms, s, m, h or d, from 1s to 1d",
            "test.json: $.inner.colour: found an unknown key (did you mean \"color\"?); allowed:"
                + " the keys color"),
        found());
    ConfigException thrown = assertThrows(ConfigException.class, problems::throwIfAny);
    assertEquals(problems.list(), thrown.problems());
    assertEquals(String.join("\n", found()), thrown.getMessage());
  }

  @Test
  void throwsNothingWhenNothingIsWrong() throws ConfigException {
    object("{}").finish();
    problems.throwIfAny();
    assertTrue(problems.isEmpty());
  }

  @Test
  void namesThePlaceInAnArray() {
    object("{\"a\": [{\"b\": [\"x\", 5]}, 7]}").objects("a").get(0).texts("b");
    assertEquals(
        List.of(
            "test.json: $.a[1]: found 7; allowed: an object, {…}",
            "test.json: $.a[0].b[1]: found 5; allowed: a text, in quotes"),
        found());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "10",
        "-1",
        "1.5",
        "1e99",
        "1e999999999",
        "1e-999999999",
        "9223372036854775808",
        "\"5\"",
        "true",
        "[]",
        "{}"
      })
  void refusesANumberThatIsNotWholeOrOutOfBounds(String value) {
    assertEquals(Optional.empty(), object("{\"n\": " + value + "}").number("n", 1, 9));
    assertEquals(1, problems.list().size());
    assertEquals("a whole number from 1 to 9", problems.list().get(0).allowed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "9", "9.0", "0.9e1"})
  void takesAWholeNumberHoweverItIsWritten(String value) {
    assertTrue(object("{\"n\": " + value + "}").number("n", 1, 9).isPresent());
    assertEquals(List.of(), found());
  }

  @Test
  void refusesADurationOutOfBounds() {
    ConfigObject object =
        object("{\"a\": \"999ms\", \"b\": \"1s\", \"c\": \"2s\", \"d\": \"2001ms\"}");
    for (String key : List.of("a", "b", "c", "d")) {
      object.duration(key, Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
    assertEquals(List.of("$.a", "$.d"), problems.list().stream().map(Problem::path).toList());
  }

  @Test
  void refusesWrongTypes() {
    ConfigObject object =
        object(
            "{\"text\": 1, \"flag\": \"true\", \"object\": [], \"objects\": {}, \"texts\": \"x\"}");
    object.text("text");
    object.flag("flag");
    object.object("object");
    object.objects("objects");
    object.texts("texts");
    assertEquals(
        List.of(
            "test.json: $.text: found 1; allowed: a text, in quotes",
            "test.json: $.flag: found \"true\"; allowed: true or false",
            "test.json: $.object: found []; allowed: an object, {…}",
            "test.json: $.objects: found {}; allowed: an array of objects, [{…}, …]",
            "test.json: $.texts: found \"x\"; allowed: an array of texts, [\"…\", …]"),
        found());
  }

  @Test
  void complainsOnceOfARequiredTextOfTheWrongType() {
    assertEquals("", object("{\"name\": 5}").requiredText("name"));
    assertOneProblem("$.name: found 5; allowed: a text, in quotes");
  }

  @Test
  void shortensLongValues() {
    object("{\"flag\": \"" + "x".repeat(1_000) + "\"}").flag("flag");
    String shown = problems.list().get(0).found();
    assertEquals(58, shown.length());
    assertTrue(shown.endsWith("x…"));
  }

  @Test
  void leavesTheNamesOfLabelsToTheUser() {
    assertEquals(
        Map.of("rack", "B7"),
        object("{\"labels\": {\"rack\": \"B7\", \"unit\": 3}}").labels("labels"));
    assertOneProblem("$.labels.unit: found 3; allowed: a text, in quotes");
  }

  @Test
  void doesNotRepeatTheValueOfAnUnknownKey() {
    object("{\"apiKey\": \"hunter2\"}").finish();
    assertTrue(found().stream().noneMatch(text -> text.contains("hunter2")));
    assertEquals(1, found().size());
  }

  @Test
  void refusesAKeyThatStandsTwice() {
    object("{\"a\": 1, \"b\": [{\"c\": 1, \"d\": {\"c\": 2}, \"c\": 3}], \"a\": 2}");
    assertEquals(
        List.of(
            "test.json: $.b[0].c: found a second \"c\"; allowed: each key once",
            "test.json: $.a: found a second \"a\"; allowed: each key once"),
        found());
  }

  @Test
  void reportsWhereJsonIsBroken() {
    object("{\n  \"probes\": [\n    {\"name\": \"p1\",}\n  ]\n}");
    assertEquals(1, found().size());
    assertTrue(found().get(0).contains("broken JSON"), found().get(0));
    assertTrue(found().get(0).contains("line 3 column 20"), found().get(0));
  }

  @Test
  void speaksToTheUserOfJsonAndNotOfAParser() {
    object("{\"a\": 1} // so");
    object("{'a': 1}");
    assertEquals(
        List.of(
            "test.json: $: found broken JSON: text that JSON does not have at line 1 column 11 path"
                + " $; allowed: JSON (RFC 8259)",
            "test.json: $: found broken JSON: text that JSON does not have at line 1 column 3 path"
                + " $.; allowed: JSON (RFC 8259)"),
        found());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\": }",
        "{a: 1}",
        "{'a': 1}",
        "{\"a\": 1} // so",
        "{\"a\": NaN}",
        "{\"a\": 01}",
        "{\"a\": 1}}",
        "{\"a\": 1} {\"b\": 2}",
        "[]",
        "null",
        "5",
        "\"text\"",
        "{\"a\": TRUE}"
      })
  void refusesWhatIsNotOneObjectOfStrictJson(String text) {
    ConfigObject object = object(text);
    assertEquals(1, found().size(), found().toString());
    assertEquals("$", problems.list().get(0).path());
    // the one problem is reported; the missing keys of the empty object are not
    object.requiredText("name");
    assertEquals(1, found().size());
  }

  @Test
  void refusesWhatIsNestedTooDeep() {
    object("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
    assertEquals(1, found().size());
  }

  @Test
  void reportsThatAFileIsMissing(@TempDir Path directory) {
    Path file = directory.resolve("probes.json");
    ConfigObject.read(file, problems);
    assertEquals(
        List.of(file + ": $: found no such file; allowed: a JSON file that can be read"), found());
  }

  @Test
  void reportsThatAFileIsNotText(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("probes.json"), new byte[] {'{', (byte) 0xff, '}'});
    ConfigObject.read(file, problems);
    assertEquals(
        List.of(file + ": $: found bytes that are not UTF-8; allowed: JSON in UTF-8"), found());
  }

  @Test
  void reportsThatAFileIsADirectory(@TempDir Path directory) {
    ConfigObject.read(directory, problems);
    assertEquals(1, found().size());
    assertTrue(found().get(0).contains("a file that can't be read"), found().get(0));
  }

  @Test
  void readsAFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("a.json"), "{\"name\": \"Zürich\"}");
    assertEquals("Zürich", ConfigObject.read(file, problems).requiredText("name"));
    assertEquals(List.of(), found());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\n"})
  void anEmptyFileIsEmpty(String text) {
    object(text);
    assertOneProblem("$: found an empty file; allowed: a JSON object, {…}");
  }

  /** Any exception of a constructor becomes a problem with its place. */
  @Test
  void aParserThatThrowsRefuses() {
    ConfigObject object = object("{\"a\": \"x\", \"b\": \"y\"}");
    for (RuntimeException thrown :
        List.of(
            new IllegalArgumentException("a"),
            new java.nio.file.InvalidPathException("x", "a"),
            new java.time.DateTimeException("a"),
            new ArithmeticException("a"),
            new NullPointerException("a"))) {
      assertEquals(
          Optional.empty(),
          object.parsed(
              "a",
              "another",
              text -> {
                throw thrown;
              }));
    }
    assertEquals(5, found().size());
    assertEquals("test.json: $.a: found \"x\"; allowed: another", found().get(0));
    object.parsed(
        "b",
        "another",
        text -> {
          throw new RefusedValueException("which is none");
        });
    assertEquals("test.json: $.b: found \"y\", which is none; allowed: another", found().get(5));
  }

  @Test
  void aPathThatIsNoneIsAProblem() {
    ConfigObject object = object("{\"file\": \"a\\u0000b\", \"empty\": \"\", \"good\": \"/a/b\"}");
    assertEquals(Optional.empty(), object.filePath("file"));
    assertEquals(Optional.empty(), object.filePath("empty"));
    assertEquals(Optional.of(Path.of("/a/b")), object.filePath("good"));
    object.requiredPath("none");
    assertEquals(3, found().size());
    assertTrue(found().get(0).startsWith("test.json: $.file: found \"a\\u0000b\""), found().get(0));
  }

  @Test
  void aFileThatIsTooLargeIsNotRead(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("probes.json");
    try (var channel =
        java.nio.channels.FileChannel.open(
            file,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 1L << 40); // a terabyte, sparse
    }
    ConfigObject.read(file, problems);
    assertEquals("a file larger than 1024 kB", problems.list().get(0).found());
    ConfigObject.read(directory, problems);
    assertTrue(problems.list().get(1).found().contains("is a directory"), found().get(1));
  }

  @Test
  void errorsAreCountedPastTheFirstTwoHundred() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 1_000; i++) {
      text.append(i == 0 ? "" : ",").append("\"k").append(i).append("\": 1");
    }
    object(text + "}").finish();
    assertEquals(201, problems.list().size());
    assertEquals("800 more errors", problems.list().get(200).found());
  }

  @Test
  void aKeyCanForgeNoLine() {
    object("{\"x\\n2026 ERROR forged\\u001b[31m\\u202e" + "y".repeat(100_000) + "\": 1}").finish();
    String said = found().get(0);
    assertTrue(said.length() < 300, said);
    assertTrue(said.chars().noneMatch(c -> c < ' ' || c == 0x202e), said);
  }
}
