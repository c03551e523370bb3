package org.ixpqos.collector.api;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.model.RunningConfiguration;
import org.ixpqos.model.wire.WireTime;

/**
 * GET conf/running: the configuration that each probe runs, as it last reported it, and since when;
 * it shows whether an edit of the lists has reached all. Original clients report none and are not
 * in it.
 */
public final class ReadRunning implements Endpoint {
  private final LocalHistory local;

  private final Supplier<String> digest;

  /**
   * @param digest of the published lists
   */
  public ReadRunning(LocalHistory local, Supplier<String> digest) {
    this.local = local;
    this.digest = digest;
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    call.parameters().finish();
    Map<String, RunningConfiguration> running = new TreeMap<>();
    local.running().forEach(one -> running.put(one.source(), one));
    return ApiResponse.json(
        new JsonParts()
            .add(
                json ->
                    json.beginObject()
                        .name("lists")
                        .value(digest.get())
                        .name("probes")
                        .beginArray())
            .addEach(
                running.values(),
                (json, one) -> {
                  json.beginObject();
                  json.name("name").value(one.source());
                  json.name("configuration").value(one.configuration());
                  json.name("lists").value(one.lists());
                  json.name("version").value(one.version());
                  json.name("since").value(WireTime.format(one.since()));
                  json.endObject();
                })
            .add(json -> json.endArray().endObject()));
  }
}
