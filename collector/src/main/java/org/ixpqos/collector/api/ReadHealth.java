package org.ixpqos.collector.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.Endpoint;

/**
 * GET /healthz: what the last write to the store said, and what else an operator has to know; 503
 * says that the collector is ill. Silent probes are the network's, and counted beside it. It asks the
 * store nothing: nobody can make it slow.
 */
public final class ReadHealth implements Endpoint {
  private final Supplier<Optional<String>> problem;
  private final Supplier<List<String>> notices;
  private final Supplier<Map<String, Integer>> probes;

  /**
   * @param problem why uploads are not stored
   * @param notices what is wrong and keeps no upload from being stored
   * @param probes how many are in each state
   */
  public ReadHealth(
      Supplier<Optional<String>> problem,
      Supplier<List<String>> notices,
      Supplier<Map<String, Integer>> probes) {
    this.problem = problem;
    this.notices = notices;
    this.probes = probes;
  }

  @Override
  public ApiResponse answer(ApiRequest call) {
    Optional<String> wrong = problem.get();
    if (wrong.isPresent()) {
      return ApiResponse.error(503, wrong.get());
    }
    List<String> told = notices.get();
    Map<String, Integer> counts = probes.get();
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
          json.name("probes").beginObject();
          for (Map.Entry<String, Integer> one : counts.entrySet()) {
            json.name(one.getKey()).value(one.getValue());
          }
          json.endObject();
          json.endObject();
        });
  }

  /** GET /readyz: whether uploads are taken now. */
  public static Endpoint ready(Supplier<Optional<String>> problem) {
    return call -> {
      Optional<String> wrong = problem.get();
      return wrong.isPresent()
          ? ApiResponse.error(503, wrong.get())
          : ApiResponse.json(json -> json.beginObject().name("status").value("ready").endObject());
    };
  }
}
