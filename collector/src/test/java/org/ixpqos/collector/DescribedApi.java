package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ixpqos.collector.api.ApiDescription;

/** Checks requests and responses against openapi.json. */
public final class DescribedApi {
  private static final String ADDRESS = "https://ixpqos.invalid/openapi.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode ROOT = read();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(
          VersionFlag.V202012,
          builder ->
              builder.schemaLoaders(loaders -> loaders.schemas(Map.of(ADDRESS, ROOT.toString()))));
  private static final Map<String, JsonSchema> KNOWN = new ConcurrentHashMap<>();

  private DescribedApi() {}

  private static JsonNode read() {
    try {
      return JSON.readTree(ApiDescription.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode root() {
    return ROOT;
  }

  /**
   * The template that a path is described under; a prefix of {@code /backend} or {@code /public} is
   * no matter.
   */
  static Optional<String> template(String path) {
    String plain = path.replaceFirst("^(/backend(?=/api/)|/public(?=/))", "");
    for (Iterator<String> names = ROOT.get("paths").fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (plain.matches(name.replaceAll("\\{[a-z]+}", "[^/]+"))) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** Whether an answer is one that the document has for its request. */
  public static void check(HttpResponse<String> answer) {
    String path = answer.request().uri().getPath();
    String method = answer.request().method();
    String what = method + " " + path + " " + answer.statusCode();
    Optional<String> template = template(path);
    String verb = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    JsonNode operation = template.map(name -> ROOT.get("paths").get(name).get(verb)).orElse(null);
    if (operation == null) {
      assertTrue(Set.of(400, 401, 404, 405).contains(answer.statusCode()), what);
      checkBody(what, "/components/responses/NotFound", answer);
      return;
    }
    // a name that is no file of the page fits the page's template, and not all is for everybody
    if ((template.get().endsWith("/{file}") || path.matches("/(public|backend)/.*"))
        && answer.statusCode() == 404) {
      checkBody(what, "/components/responses/NotFound", answer);
      return;
    }
    JsonNode response = operation.get("responses").get(Integer.toString(answer.statusCode()));
    assertNotNull(response, what + " is not described: " + answer.body());
    String pointer =
        response.has("$ref")
            ? response.get("$ref").asText().substring(1)
            : "/paths/"
                + template.get().replace("~", "~0").replace("/", "~1")
                + "/"
                + verb
                + "/responses/"
                + answer.statusCode();
    checkHeaders(what, ROOT.at(pointer), answer.headers());
    checkBody(what, pointer, answer);
  }

  private static void checkHeaders(String what, JsonNode response, HttpHeaders headers) {
    JsonNode described = response.path("headers");
    for (Iterator<String> names = described.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      assertTrue(
          !described.get(name).path("required").asBoolean() || headers.firstValue(name).isPresent(),
          what + " without " + name);
    }
  }

  private static void checkBody(String what, String pointer, HttpResponse<String> answer) {
    JsonNode content = ROOT.at(pointer).path("content");
    if (content.isMissingNode() || answer.request().method().equals("HEAD")) {
      assertEquals("", answer.body(), what);
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    assertTrue(content.has(type), what + " is of type " + type);
    if (type.equals("application/json")) {
      assertEquals(
          Set.of(),
          problems(pointer + "/content/application~1json/schema", answer.body()),
          () -> what + ": " + answer.body());
    }
  }

  /** What is wrong in a text by the schema at a place of the document. */
  static Set<ValidationMessage> problems(String pointer, String text) {
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    JsonSchema schema =
        KNOWN.computeIfAbsent(
            pointer, at -> SCHEMAS.getSchema(SchemaLocation.of(ADDRESS + "#" + at), config));
    try {
      return schema.validate(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
