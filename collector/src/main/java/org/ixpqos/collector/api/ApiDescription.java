package org.ixpqos.collector.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.ixpqos.collector.http.Answer;
import org.ixpqos.collector.http.Call;
import org.ixpqos.collector.http.Endpoint;

/** GET openapi.json: the whole API, as OpenAPI 3.1. */
public final class ApiDescription implements Endpoint {
  private final Answer answer = Answer.json(text()).withEtag();

  private static String text() {
    try (InputStream in = ApiDescription.class.getResourceAsStream("openapi.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Answer answer(Call call) {
    return answer;
  }
}
