package org.ixpqos.collector.api;

import java.util.List;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.model.wire.WireCodec;

/** GET data/probe/NAME/last: the newest round toward each peer, in the form they were posted in. */
public final class ReadLast implements Endpoint {
  private final History history;

  public ReadLast(History history) {
    this.history = history;
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws HistoryException {
    String source = call.variable();
    List<LatestResult> rows = history.latestOf(source);
    if (rows.isEmpty()) {
      return ApiResponse.error(404, "no result of this probe");
    }
    return ApiResponse.json(
        new JsonParts()
            .add(
                json -> {
                  json.beginObject().name("result").beginObject();
                  json.name("source").value(source);
                  json.name("probes").beginArray();
                })
            .addEach(rows, (json, row) -> json.jsonValue(WireCodec.encode(row.row())))
            .add(json -> json.endArray().endObject().endObject()));
  }
}
