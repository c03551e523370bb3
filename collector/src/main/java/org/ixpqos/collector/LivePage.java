package org.ixpqos.collector;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ixpqos.collector.api.Habits;
import org.ixpqos.collector.api.ReadEvents;
import org.ixpqos.collector.api.ReadLast;
import org.ixpqos.collector.api.ReadMatrix;
import org.ixpqos.collector.api.ReadMesh;
import org.ixpqos.collector.api.ReadProbes;
import org.ixpqos.collector.api.ReadSeries;
import org.ixpqos.collector.api.ReadSums;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.SqliteHistory;
import org.ixpqos.collector.http.EventStreams;
import org.ixpqos.collector.http.Route;
import org.ixpqos.collector.http.UnavailableException;
import org.ixpqos.collector.live.LiveMesh;
import org.ixpqos.collector.live.LiveUpdates;
import org.ixpqos.collector.live.MeshNow;
import org.ixpqos.collector.live.SharedNow;
import org.ixpqos.collector.live.StoredNow;
import org.ixpqos.collector.prom.PromHistory;
import org.ixpqos.collector.store.Intake;
import org.ixpqos.collector.store.LatestRow;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreReader;
import org.ixpqos.wire.ProbeList;
import org.ixpqos.wire.clock.Timekeeper;

/** What the page is made of on the collector's side: its reads, and what tells it at once. */
final class LivePage implements AutoCloseable {
  private final SqliteStore store;
  private final Present present;
  private final Supplier<ProbeList> probes;
  private final History history;
  private final MeshNow mesh;
  private final ReadMatrix matrix;
  private final Habits habits;
  private final boolean shared;
  private final EventStreams streams = new EventStreams();
  private final LiveUpdates updates;

  /**
   * @param engine where other collectors' rounds are too; without it there is no other
   */
  LivePage(
      SqliteStore store,
      Optional<PromHistory> engine,
      Timekeeper time,
      LastHeard heard,
      Supplier<ProbeList> probes)
      throws SQLException {
    this.store = store;
    this.probes = probes;
    Instant now = time.now();
    LiveMesh live = new LiveMesh(store.ask(reader -> latest(reader, now)));
    this.present = new Present(time, heard, live::last);
    this.shared = engine.isPresent();
    if (engine.isPresent()) {
      this.history = engine.get();
      this.mesh = new SharedNow(store, live, engine.get(), heard, time.clock(), time::nanoTime);
    } else {
      this.history = new SqliteHistory(store);
      this.mesh = new StoredNow(store, live, heard);
    }
    this.matrix = new ReadMatrix(history, mesh, present, probes);
    this.habits = new Habits(history);
    habits.at(now); // known before the first page asks
    this.updates = new LiveUpdates(store, live, streams, time.clock());
  }

  /** Of the day before now, or before the newest round where the clock shows a later time. */
  private static List<LatestRow> latest(StoreReader reader, Instant now) throws SQLException {
    Instant newest = reader.newest().orElse(now);
    return reader.latestSince((newest.isBefore(now) ? newest : now).minus(LiveMesh.FORGOTTEN));
  }

  /** What reads end at. */
  Present present() {
    return present;
  }

  /** Reads the matrix for nobody, so that the first who asks need not wait for it. */
  void warm() throws SQLException, UnavailableException {
    matrix.warm();
  }

  /** Where uploads go, so that pages are told of them. */
  Intake intake() {
    return updates;
  }

  /** For who may read, and the original's one read for who may post. */
  List<Route> routes(String api) {
    return List.of(
        Route.getKeyed(api + "/data/probe/*/last", new ReadLast(history)),
        Route.get(api + "/data/matrix", matrix),
        Route.get(api + "/data/mesh", new ReadMesh(store, present, mesh, habits, probes, false)),
        Route.get(api + "/data/series", new ReadSeries(store, history, present, false)),
        Route.get(api + "/data/sums", new ReadSums(history, present)),
        Route.get(api + "/data/events", new ReadEvents(store, present, habits, shared)),
        Route.get(api + "/data/probes", new ReadProbes(store, present, mesh, probes)),
        Route.get(api + "/data/live", streams));
  }

  /** For everybody: no addresses, no health, and nothing else under its path. */
  List<Route> publicRoutes() {
    String data = "/public/api/v1/data/";
    return List.of(
        Route.getOpen(data + "mesh", new ReadMesh(store, present, mesh, habits, probes, true)),
        Route.getOpen(data + "series", new ReadSeries(store, history, present, true)),
        Route.getOpen(data + "sums", new ReadSums(history, present)),
        Route.getOpen(data + "events", new ReadEvents(store, present, habits, shared)),
        Route.getOpen(data + "live", streams));
  }

  /** Ends the streams, which a server that stops would wait for; uploads go on being stored. */
  void endStreams() {
    streams.close();
  }

  @Override
  public void close() {
    updates.close();
  }
}
