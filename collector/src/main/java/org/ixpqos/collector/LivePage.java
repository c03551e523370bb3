package org.ixpqos.collector;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ixpqos.collector.api.LiveEvents;
import org.ixpqos.collector.api.MeshMetrics;
import org.ixpqos.collector.api.ReadEvents;
import org.ixpqos.collector.api.ReadLast;
import org.ixpqos.collector.api.ReadMatrix;
import org.ixpqos.collector.api.ReadMesh;
import org.ixpqos.collector.api.ReadProbes;
import org.ixpqos.collector.api.ReadSeries;
import org.ixpqos.collector.api.ReadStatistics;
import org.ixpqos.collector.baseline.Baselines;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.victoriametrics.VictoriaMetricsHistory;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.HeavyReads;
import org.ixpqos.collector.http.Route;
import org.ixpqos.collector.http.SharedAnswers;
import org.ixpqos.collector.ingest.Announcer;
import org.ixpqos.collector.live.LiveMesh;
import org.ixpqos.collector.live.MeshState;
import org.ixpqos.collector.live.SharedMeshState;
import org.ixpqos.collector.live.StoredMeshState;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.model.clock.Timekeeper;

/** What the page is made of on the collector's side: its reads, and what tells it at once. */
final class LivePage implements AutoCloseable {
  private final SqliteStore store;
  private final LocalHistory local;
  private final Present present;
  private final Supplier<ProbeList> probes;
  private final History history;
  private final MeshState mesh;
  private final ReadMatrix matrix;
  private final Baselines habits;
  private final boolean shared;

  private final HeavyReads heavy = new HeavyReads();
  private final SharedAnswers answers;
  private final LiveEvents events;
  private final Announcer announcer;

  /**
   * @param engine where other collectors' rounds are too; without it there is no other
   */
  LivePage(
      SqliteStore store,
      LocalHistory local,
      Optional<VictoriaMetricsHistory> engine,
      Timekeeper time,
      LastHeard heard,
      Supplier<ProbeList> probes)
      throws HistoryException {
    this.store = store;
    this.local = local;
    this.probes = probes;
    Instant now = time.now();
    LiveMesh live = new LiveMesh(latest(local, now));
    this.present = new Present(time, heard, live::last);
    this.shared = engine.isPresent();
    if (engine.isPresent()) {
      this.history = engine.get();
      this.mesh =
          new SharedMeshState(local, live, engine.get(), heard, time.clock(), time::nanoTime);
    } else {
      this.history = local;
      this.mesh = new StoredMeshState(local, live, heard);
    }
    this.matrix = new ReadMatrix(history, mesh, present, probes);
    this.habits = new Baselines(history);
    habits.at(now); // known before the first page asks
    // rounds that come to other collectors change nothing here
    this.answers = new SharedAnswers(heavy, () -> state(live), !shared);
    this.events = new LiveEvents(live, time.clock());
    this.announcer = new Announcer(List.of(live, events));
  }

  /** Of the day before now, or before the newest round where the clock shows a later time. */
  private static List<LatestResult> latest(LocalHistory local, Instant now) throws HistoryException {
    Instant newest = local.newest().orElse(now);
    return local
        .latestSince((newest.isBefore(now) ? newest : now).minus(LiveMesh.FORGOTTEN))
        .found();
  }

  /** What the mesh and its sums are made of: as long as it is equal, so are they. */
  private List<Object> state(LiveMesh live) {
    return List.of(
        present.now().truncatedTo(ChronoUnit.SECONDS),
        present.remark(),
        store.version(),
        live.version(),
        habits.hour(),
        probes.get());
  }

  /** What reads end at. */
  Present present() {
    return present;
  }

  /** Reads the matrix for nobody, so that the first who asks need not wait for it. */
  void warm() throws HistoryException {
    matrix.warm();
  }

  /** Tells pages of what is stored. */
  Announcer announcer() {
    return announcer;
  }

  /** The original's one read for who may post. */
  Route last(String api) {
    return Route.getKeyed(api + "/data/probe/*/last", heavy.inTurn(new ReadLast(history)));
  }

  /** For who may read. */
  List<Route> routes(String api) {
    return List.of(
        shared(api, "matrix", matrix),
        shared(api, "mesh", new ReadMesh(local, present, mesh, habits, probes, false)),
        read(api, "series", new ReadSeries(local, history, present, false)),
        shared(api, "sums", new ReadStatistics(history, present)),
        read(api, "events", new ReadEvents(local, present, habits, shared)),
        read(api, "probes", new ReadProbes(local, present, mesh, probes)),
        Route.get(api + "/data/live", events.endpoint()));
  }

  private Route shared(String api, String what, Endpoint endpoint) {
    String path = api + "/data/" + what;
    return Route.get(path, answers.of(path, endpoint));
  }

  private Route read(String api, String what, Endpoint endpoint) {
    return Route.get(api + "/data/" + what, heavy.inTurn(endpoint));
  }

  /** For everybody: no addresses, no health, and nothing else under its path. */
  List<Route> publicRoutes() {
    return List.of(
        openShared("mesh", new ReadMesh(local, present, mesh, habits, probes, true)),
        open("series", new ReadSeries(local, history, present, true)),
        openShared("sums", new ReadStatistics(history, present)),
        open("events", new ReadEvents(local, present, habits, shared)),
        Route.getOpen("/public/api/v1/data/live", events.publicEndpoint()));
  }

  private Route openShared(String what, Endpoint endpoint) {
    String path = "/public/api/v1/data/" + what;
    return Route.getOpen(path, answers.of(path, endpoint));
  }

  private Route open(String what, Endpoint endpoint) {
    return Route.getOpen("/public/api/v1/data/" + what, heavy.inTurn(endpoint));
  }

  /** The newest rounds, for Prometheus. */
  Route metrics() {
    return Route.get("/metrics/mesh", heavy.inTurn(new MeshMetrics(local, present)));
  }

  /** Ends the streams, which a server that stops would wait for; uploads go on being stored. */
  void endStreams() {
    events.close();
  }

  @Override
  public void close() {
    events.close();
    announcer.close();
  }
}
