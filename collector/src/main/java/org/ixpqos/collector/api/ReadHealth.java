package org.ixpqos.collector.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.Endpoint;

/**
 * GET /healthz: the result of the last write to the store, and notices for the operator; 503 when
 * the collector fails. GET /readyz: the same, and the states of the probes, which do not change the
 * status code. Neither reads the store, so that no request can make them slow.
 */
public final class ReadHealth implements Endpoint {
  private final Supplier<Optional<String>> problem;
  private final Supplier<List<String>> notices;
  private final Supplier<Map<String, Integer>> probes;
  private final boolean ready;

  private ReadHealth(
      Supplier<Optional<String>> problem,
      Supplier<List<String>> notices,
      Supplier<Map<String, Integer>> probes,
      boolean ready) {
    this.problem = problem;
    this.notices = notices;
    this.probes = probes;
    this.ready = ready;
  }

  /**
   * GET /healthz.
   *
   * @param problem why uploads are not stored
   * @param notices problems that keep no upload from being stored
   */
  public static Endpoint health(
      Supplier<Optional<String>> problem, Supplier<List<String>> notices) {
    return new ReadHealth(problem, notices, Map::of, false);
  }

  /**
   * GET /readyz.
   *
   * @param probes the number of probes in each state
   */
  public static Endpoint ready(
      Supplier<Optional<String>> problem,
      Supplier<List<String>> notices,
      Supplier<Map<String, Integer>> probes) {
    return new ReadHealth(problem, notices, probes, true);
  }

  @Override
  public ApiResponse answer(ApiRequest call) {
    Optional<String> wrong = problem.get();
    if (wrong.isPresent()) {
      return ApiResponse.error(503, wrong.get());
    }
    List<String> noticesNow = notices.get();
    Map<String, Integer> counts = probes.get();
    return ApiResponse.json(
        json -> {
          json.beginObject().name("status").value(ready ? "ready" : "ok");
          if (!noticesNow.isEmpty()) {
            json.name("notices").beginArray();
            for (String notice : noticesNow) {
              json.value(notice);
            }
            json.endArray();
          }
          if (ready) {
            json.name("probes").beginObject();
            for (Map.Entry<String, Integer> one : counts.entrySet()) {
              json.name(one.getKey()).value(one.getValue());
            }
            json.endObject();
          }
          json.endObject();
        });
  }
}
