package org.ixpqos.collector.api;

import java.sql.SQLException;
import org.ixpqos.collector.http.Answer;
import org.ixpqos.collector.http.Call;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreReader;

/** GET /healthz: whether the store can be read and its writer lives. */
public final class ReadHealth implements Endpoint {
  private final SqliteStore store;

  public ReadHealth(SqliteStore store) {
    this.store = store;
  }

  @Override
  public Answer answer(Call call) throws SQLException {
    store.ask(StoreReader::probes);
    return store.isWriting()
        ? Answer.json("{\"status\":\"ok\"}")
        : Answer.error(503, "the store does not write");
  }
}
