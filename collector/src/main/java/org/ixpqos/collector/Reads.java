package org.ixpqos.collector;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ixpqos.collector.api.LiveEvents;
import org.ixpqos.collector.api.MeshMetrics;
import org.ixpqos.collector.api.MeshModel;
import org.ixpqos.collector.api.PublishedLists;
import org.ixpqos.collector.api.ReadEvents;
import org.ixpqos.collector.api.ReadFrames;
import org.ixpqos.collector.api.ReadLast;
import org.ixpqos.collector.api.ReadMatrix;
import org.ixpqos.collector.api.ReadMesh;
import org.ixpqos.collector.api.ReadProbes;
import org.ixpqos.collector.api.ReadSeries;
import org.ixpqos.collector.api.ReadStatistics;
import org.ixpqos.collector.api.ReadStatus;
import org.ixpqos.collector.baseline.Baselines;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.victoriametrics.VictoriaMetricsHistory;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.HeavyReads;
import org.ixpqos.collector.http.SharedAnswers;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.ingest.RefusedPosts;
import org.ixpqos.collector.life.ProbeLife;
import org.ixpqos.collector.live.LiveMesh;
import org.ixpqos.collector.live.MeshState;
import org.ixpqos.collector.live.SharedMeshState;
import org.ixpqos.collector.live.StoredMeshState;
import org.ixpqos.model.clock.Timekeeper;

/**
 * The read endpoints. All but the live events have a limit of concurrency; responses about the mesh
 * are shared by simultaneous requests.
 */
final class Reads implements AutoCloseable {
  private final LocalHistory local;
  private final History history;
  private final boolean shared;
  private final Present present;
  private final MeshModel model;

  /** Only data posted to this collector: no other database is queried. */
  private final MeshModel own;

  private final ProbeLife life;
  private final Baselines baselines;
  private final PublishedLists lists;
  private final LiveEvents events;
  private final ReadMatrix matrix;
  private final HeavyReads heavy = new HeavyReads();
  private final SharedAnswers answers;

  /**
   * @param shared has the rounds of other collectors too; empty without others
   * @param storeVersion a number that changes with each change of the store
   */
  Reads(
      LocalHistory local,
      Optional<VictoriaMetricsHistory> shared,
      LiveMesh live,
      LastHeard heard,
      Timekeeper time,
      PublishedLists lists,
      ProbeLife life,
      RefusedPosts refused,
      Thresholds thresholds,
      LongSupplier storeVersion,
      LiveEvents events) {
    this.local = local;
    this.shared = shared.isPresent();
    this.present = new Present(time, heard, live::last);
    this.lists = lists;
    this.life = life;
    this.events = events;
    MeshState stored = new StoredMeshState(local, live, heard);
    MeshState mesh = stored;
    this.history = shared.isPresent() ? shared.get() : local;
    if (shared.isPresent()) {
      mesh = new SharedMeshState(local, live, shared.get(), heard, time.clock(), time::nanoTime);
    }
    this.baselines = new Baselines(history);
    baselines.at(time.now()); // loaded before the first request
    this.model =
        new MeshModel(
            local, history, mesh, present, baselines, lists::probes, life, refused, thresholds);
    this.own =
        new MeshModel(
            local, local, stored, present, baselines, lists::probes, life, refused, thresholds);
    this.matrix = new ReadMatrix(model);
    // rounds posted to other collectors change nothing here
    this.answers =
        new SharedAnswers(heavy, () -> state(storeVersion, live, thresholds), shared.isEmpty());
  }

  /**
   * The state from which the mesh and its statistics are computed: equal states give equal
   * responses.
   */
  private List<Object> state(LongSupplier storeVersion, LiveMesh live, Thresholds thresholds) {
    return List.of(
        present.now().truncatedTo(ChronoUnit.SECONDS),
        present.remark(),
        storeVersion.getAsLong(),
        live.version(),
        baselines.hour(),
        lists.probes(),
        life.lives(),
        thresholds.rules());
  }

  /** Pairs were renamed. */
  void renamed() {
    baselines.reread();
  }

  /** The model of the mesh. */
  MeshModel model() {
    return model;
  }

  /** The time that reads end at. */
  Present present() {
    return present;
  }

  /** Reads the matrix ahead, so that the first request need not wait for it. */
  void warm() throws HistoryException {
    matrix.warm();
  }

  /** The original's one read endpoint for probes. */
  Endpoint last() {
    return heavy.inTurn(new ReadLast(history));
  }

  Endpoint matrix(String path) {
    return answers.of(path, matrix);
  }

  /**
   * @param open whether it is public
   */
  Endpoint mesh(String path, boolean open) {
    return answers.of(path, new ReadMesh(model, open));
  }

  Endpoint statistics(String path) {
    return answers.of(path, new ReadStatistics(model, local));
  }

  Endpoint series(boolean open) {
    return heavy.inTurn(new ReadSeries(local, history, present, open));
  }

  Endpoint frames() {
    return heavy.inTurn(new ReadFrames(model));
  }

  /**
   * @param open whether it is public
   */
  Endpoint events(String path, boolean open) {
    return answers.of(path, new ReadEvents(model, local, baselines, shared, open));
  }

  Endpoint probes() {
    return heavy.inTurn(new ReadProbes(model, local, lists));
  }

  /**
   * All that an operator asks of this collector, not in turn: also while others read much.
   *
   * @param facts how the collector itself is
   */
  Endpoint status(ReadStatus.Facts facts) {
    return new ReadStatus(model, lists, facts);
  }

  /** The newest rounds, for Prometheus. */
  Endpoint newestRounds() {
    return heavy.inTurn(new MeshMetrics(local, own));
  }

  Endpoint live(boolean open) {
    return open ? events.publicEndpoint() : events.endpoint();
  }

  @Override
  public void close() {
    answers.close();
  }
}
