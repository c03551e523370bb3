package org.ixpqos.collector.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.Endpoint;

/**
 * GET /healthz: what the last write to the store said, and what else an operator has to know. It
 * asks the store nothing: nobody can make it slow.
 */
public final class ReadHealth implements Endpoint {
  private final Supplier<Optional<String>> problem;
  private final Supplier<List<String>> notices;

  /**
   * @param problem why uploads are not stored
   * @param notices what is wrong and keeps no upload from being stored
   */
  public ReadHealth(Supplier<Optional<String>> problem, Supplier<List<String>> notices) {
    this.problem = problem;
    this.notices = notices;
  }

  @Override
  public ApiResponse answer(ApiRequest call) {
    Optional<String> wrong = problem.get();
    if (wrong.isPresent()) {
      return ApiResponse.error(503, wrong.get());
    }
    List<String> told = notices.get();
    return ApiResponse.json(
        json -> {
          json.beginObject().name("status").value("ok");
          if (!told.isEmpty()) {
            json.name("notices").beginArray();
            for (String notice : told) {
              json.value(notice);
            }
            json.endArray();
          }
          json.endObject();
        });
  }
}
