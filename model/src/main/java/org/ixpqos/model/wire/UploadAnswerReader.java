package org.ixpqos.model.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.ixpqos.model.UploadAnswer;

/**
 * Reads a collector's answer of 200. An original collector answers only {@code {"status": "ok"}},
 * which reads as no counts, nothing rejected and no {@code serverTime}.
 */
public final class UploadAnswerReader {
  private UploadAnswerReader() {}

  /**
   * Reads the answer's body.
   *
   * @throws BadUploadException the text is not the answer of a collector, such as a proxy's page
   */
  public static UploadAnswer read(String body) throws BadUploadException {
    try {
      JsonObject answer = JsonParser.parseString(body).getAsJsonObject();
      if (!answer.has("status") || !answer.get("status").getAsString().equals("ok")) {
        throw new BadUploadException("the collector's answer has no \"status\": \"ok\"");
      }
      List<UploadAnswer.Rejected> rejected = new ArrayList<>();
      if (answer.has("rejected")) {
        for (JsonElement element : answer.getAsJsonArray("rejected")) {
          JsonObject row = element.getAsJsonObject();
          rejected.add(
              new UploadAnswer.Rejected(
                  row.get("list").getAsString(),
                  row.get("index").getAsInt(),
                  row.get("reason").getAsString(),
                  row.has("retry") && row.get("retry").getAsBoolean()));
        }
      }
      return new UploadAnswer(
          number(answer, "accepted"), number(answer, "duplicates"), rejected, time(answer));
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | NullPointerException
        | NumberFormatException e) {
      throw new BadUploadException("an answer that is not a collector's: " + reason(e));
    }
  }

  private static long number(JsonObject answer, String key) {
    return answer.has(key) ? answer.get(key).getAsLong() : 0;
  }

  private static Instant time(JsonObject answer) {
    return answer.has("server_time") && !answer.get("server_time").isJsonNull()
        ? WireTime.parse(answer.get("server_time").getAsString()).orElse(null)
        : null;
  }

  private static String reason(RuntimeException e) {
    String text = String.valueOf(e.getMessage());
    return text.lines().findFirst().orElse(text);
  }
}
