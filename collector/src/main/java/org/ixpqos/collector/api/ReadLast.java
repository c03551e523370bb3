package org.ixpqos.collector.api;

import java.sql.SQLException;
import java.util.List;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.http.Answer;
import org.ixpqos.collector.http.Call;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.UnavailableException;
import org.ixpqos.collector.store.LatestRow;
import org.ixpqos.wire.WireCodec;

/** GET data/probe/NAME/last: the newest round toward each peer, in the form they were posted in. */
public final class ReadLast implements Endpoint {
  private final History history;

  public ReadLast(History history) {
    this.history = history;
  }

  @Override
  public Answer answer(Call call) throws SQLException, UnavailableException {
    String source = call.variable();
    List<LatestRow> rows = history.latestOf(source);
    if (rows.isEmpty()) {
      return Answer.error(404, "no result of this probe");
    }
    return Answer.json(
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
