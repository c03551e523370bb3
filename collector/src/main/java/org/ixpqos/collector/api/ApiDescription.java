package org.ixpqos.collector.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;

/**
 * GET openapi.json: the whole API, as OpenAPI 3.1. A schema with the key {@code x-round-fields}
 * gets the fields of {@link RoundFields}: all by their names on the {@code wire}, or those of
 * {@code series}.
 */
public final class ApiDescription implements Endpoint {
  private static final String FIELDS = "x-round-fields";

  private final ApiResponse answer = ApiResponse.json(text()).withEtag();

  /** The document. */
  public static String text() {
    try (InputStream in = ApiDescription.class.getResourceAsStream("openapi.json")) {
      JsonObject document =
          JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
              .getAsJsonObject();
      JsonObject schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");
      for (Map.Entry<String, JsonElement> schema : schemas.entrySet()) {
        addFields(schema.getValue().getAsJsonObject());
      }
      return document.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addFields(JsonObject schema) {
    if (!schema.has(FIELDS)) {
      return;
    }
    boolean wire = schema.remove(FIELDS).getAsString().equals("wire");
    JsonObject properties = schema.getAsJsonObject("properties");
    for (RoundField field : RoundFields.ALL) {
      String name = wire ? field.wireName() : field.name();
      if ((wire || field.isInSeries()) && !properties.has(name)) {
        properties.add(name, schema(field, wire));
      }
    }
  }

  private static JsonObject schema(RoundField field, boolean nullable) {
    JsonObject schema = new JsonObject();
    String type = field.isInteger() ? "integer" : "number";
    if (nullable) {
      JsonArray types = new JsonArray();
      types.add(type);
      types.add("null");
      schema.add("type", types);
    } else {
      schema.addProperty("type", type);
    }
    schema.addProperty("minimum", 0);
    if (nullable) {
      schema.addProperty("maximum", field.isInteger() ? (Number) (long) field.max() : field.max());
    }
    String unit = field.unit().symbol();
    schema.addProperty(
        "description", unit.isEmpty() ? field.meaning() : field.meaning() + " Unit: " + unit + ".");
    return schema;
  }

  @Override
  public ApiResponse answer(ApiRequest call) {
    return answer;
  }
}
