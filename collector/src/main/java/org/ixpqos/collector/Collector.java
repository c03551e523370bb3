package org.ixpqos.collector;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.ixpqos.collector.access.CollectorAccess;
import org.ixpqos.collector.api.ChangeProbe;
import org.ixpqos.collector.api.CollectorMetrics;
import org.ixpqos.collector.api.LiveEvents;
import org.ixpqos.collector.api.ProbeWatch;
import org.ixpqos.collector.api.PublishedLists;
import org.ixpqos.collector.clock.ClockWatch;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.sqlite.SqliteHistory;
import org.ixpqos.collector.history.victoriametrics.VictoriaMetricsHistory;
import org.ixpqos.collector.http.HttpServer;
import org.ixpqos.collector.http.Route;
import org.ixpqos.collector.http.TlsFiles;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.ingest.AcceptedAges;
import org.ixpqos.collector.ingest.Admission;
import org.ixpqos.collector.ingest.Announcer;
import org.ixpqos.collector.ingest.Ingest;
import org.ixpqos.collector.ingest.RefusedPosts;
import org.ixpqos.collector.ingest.UnlistedRows;
import org.ixpqos.collector.life.LifeChange;
import org.ixpqos.collector.life.ProbeLife;
import org.ixpqos.collector.live.LiveMesh;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.sink.SinkConfig;
import org.ixpqos.collector.sink.Sinks;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The collector: its parts, and how it starts and stops. {@link Routes} has its paths. */
public final class Collector {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  private final OpenParts parts;
  private final Housekeeper housekeeper;
  private final List<Route> routes;
  private final HttpServer server;
  private final CollectorConfig started;
  private final Consumer<CollectorConfig> apply;

  /** The running configuration: {@link #started} with the changes applied since. */
  private volatile CollectorConfig applied;

  /** Null while the file is not watched. */
  private volatile ConfigurationWatch configuration;

  private final LifeWork lives;
  private final Health health;
  private final ProbeWatch watch;

  /**
   * Opens the store and listens.
   *
   * @throws Exception the store can't be opened or the address is not available; nothing is left
   *     open
   */
  public static Collector start(CollectorConfig config, Timekeeper time) throws Exception {
    OpenParts parts = new OpenParts();
    try {
      return new Collector(config, time, parts);
    } catch (Exception | Error e) {
      parts.closeAfter(e);
      throw e;
    }
  }

  private Collector(CollectorConfig config, Timekeeper time, OpenParts parts) throws Exception {
    this.parts = parts;
    this.started = config;
    this.applied = config;
    CollectorMetrics metrics = new CollectorMetrics();

    // the store, and the sinks
    AtomicReference<Instant> lastCommit = new AtomicReference<>();
    SqliteStore store =
        parts.add(
            SqliteStore.open(
                config.storeDirectory(),
                System::nanoTime,
                nanos -> {
                  metrics.committed(nanos);
                  lastCommit.set(time.now());
                }));
    store.pairs().limit(config.http().limits().pairs());
    LocalHistory local = new SqliteHistory(store);
    Optional<VictoriaMetricsHistory> shared = shared(config, time);
    shared.ifPresent(parts::add);
    Outbox outbox = store.openOutbox(SinkConfig.names(config.sinks()));
    Sinks sinks = parts.add(Sinks.start(config.sinks(), outbox, time.clock(), metrics.sinks()));

    // access, and the published lists
    CollectorAccess access = access(config, time);
    PublishedLists lists =
        new PublishedLists(
            config.probesFile(),
            config.scheduleFile(),
            new QuartzCron(),
            Optional.of(config.storeDirectory()));
    Thresholds thresholds = new Thresholds(config.thresholds(), new ListedGroups(lists::probes));
    store.useThresholds(thresholds);
    apply =
        next -> {
          applied = next;
          access.configure(next.access());
          store.pairs().limit(next.http().limits().pairs());
          lists.files(next.probesFile(), next.scheduleFile());
          thresholds.use(next.thresholds());
        };

    ProbeLife life = new ProbeLife(config.storeDirectory(), lists::listing);

    // ingest, and its listeners
    LastHeard heard = new LastHeard(time, local.probes());
    RefusedPosts refused =
        new RefusedPosts(
            time::nanoTime, name -> store.pairs().isKnown(name) || lists.listing().has(name));
    UnlistedRows unlisted = new UnlistedRows(time::nanoTime, metrics);
    LiveMesh live = LiveMesh.of(local, time.now());
    LiveEvents events = parts.add(new LiveEvents(live, time.clock()));
    Announcer announcer = parts.add(new Announcer(List.of(live, events)));
    Ingest ingest =
        new Ingest(
            time,
            new Admission(
                store.pairs(), lists::listing, access::hasOwnKey, unlisted, life::names, refused),
            () ->
                new AcceptedAges(
                    applied.retention().raw(), applied.retention().hourly(), store::keptSince),
            heard::heard,
            store,
            announcer,
            metrics);

    // reads
    Reads reads =
        parts.add(
            new Reads(
                local,
                shared,
                live,
                heard,
                time,
                lists,
                life,
                refused,
                thresholds,
                store::version,
                events));

    // background work
    housekeeper =
        parts.add(new Housekeeper(store, sinks, time, () -> applied.retention(), access::keepUse));
    LifeWork lives =
        new LifeWork(
            store,
            life,
            time::nanoTime,
            List.of(
                heard::renamed,
                (from, to) -> refused.forget(from),
                (from, to) -> live.reload(local, Set.of(from, to), time.now()),
                (from, to) -> reads.renamed()));
    housekeeper.often("a probe's name was not changed, or a probe not forgotten", lives::work);
    this.lives = lives;
    parts.add(new ClockWatch(time)).start();
    watch = parts.add(new ProbeWatch(reads.model()));
    watch.start(shared.isPresent());

    // routes
    metrics.observe(store::queueDepth);
    metrics.observe(reads.model(), refused);
    metrics.observe(store.pairs(), lists::listing);
    metrics.sinks().observe(sinks, time.clock());
    ChangeProbe changes =
        new ChangeProbe(
            life,
            () ->
                store.ask(
                    reader ->
                        new LifeChange.Known(
                            reader.heard(),
                            reader.measured().keySet(),
                            reader.began(),
                            life.lives(),
                            lists.listing())),
            time.clock());
    health =
        new Health(
            store,
            reads.present(),
            housekeeper,
            access,
            unlisted,
            lists,
            sinks,
            time,
            config.storeDirectory(),
            watch,
            this::configurationNotice,
            lastCommit::get);
    parts.add(new StoreWatch(store, health::look));
    metrics.observe(
        "lists_broken",
        "1 while an edit of the lists has an error and is not published.",
        () -> lists.problem().isPresent());
    metrics.observe(
        "configuration_not_applied",
        "1 while collector.json has an error, or a change that needs a restart.",
        () -> configurationNotice().isPresent());
    routes =
        new Routes(ingest, lists, local, changes, reads, health, metrics).all(config.publicPage());
    server = HttpServer.start(config.http(), routes, access, metrics);
    parts.add(server::stop);
    parts.add(events); // a server that stops waits for its streams
    if (shared.isEmpty()) { // a shared database's history has its own cache
      housekeeper.warm(reads::warm);
    }
  }

  private static Optional<VictoriaMetricsHistory> shared(CollectorConfig config, Timekeeper time)
      throws Exception {
    return config.reads().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new VictoriaMetricsHistory(config.reads().get(), time.clock(), System::nanoTime));
  }

  private static CollectorAccess access(CollectorConfig config, Timekeeper time) {
    CollectorAccess access =
        new CollectorAccess(
            config.access(),
            config.http().isLoopback(),
            config.http().limits(),
            config.apiKey(),
            config.http().tls().map(TlsFiles::certificateOnly).orElse(false),
            config.storeDirectory(),
            time,
            System::nanoTime);
    if (access.isShut()) {
      log.warn("nobody can log in to read: make a user with 'ixpqos collector user set NAME'");
    } else if (!config.access().login() && !config.http().isLoopback()) {
      log.warn(
          "everyone who reaches {} can read the mesh without a login; if that is not intended, set"
              + " \"login\" in {}",
          config.http().address(),
          CollectorConfig.FILE);
    }
    if (!config.http().isLoopback() && config.http().tls().isEmpty()) {
      log.warn(
          "keys and passwords come over the network in clear; set \"tls\" in {}",
          CollectorConfig.FILE);
    }
    return access;
  }

  /**
   * Watches collector.json for changes from now on.
   *
   * @param notice the error of the file, where the collector was started without it
   */
  public void follow(Path directory, Optional<String> notice) {
    configuration = parts.add(new ConfigurationWatch(directory, started, notice, apply));
    if (notice.isEmpty()) {
      ConfigurationWatch.keep(directory, started);
    }
    configuration.start();
  }

  /** Applies a change of collector.json now. */
  void applyConfigurationNow() {
    configuration.look();
  }

  private Optional<String> configurationNotice() {
    ConfigurationWatch watching = configuration;
    return watching == null ? Optional.empty() : watching.notice();
  }

  /** The address that it listens at. */
  List<Route> routes() {
    return routes;
  }

  /** Runs the housekeeping now. */
  void keepHouse() {
    housekeeper.keepHouse();
  }

  /** The state in one line; empty when all is well. */
  public String summary() {
    return health.summary();
  }

  /** Updates the states of the probes now. */
  void watchProbes() {
    watch.look();
  }

  /** Applies pending changes of probes now. */
  void keepLives() throws Exception {
    lives.work();
  }

  public URI uri() {
    return server.uri();
  }

  public int port() {
    return server.port();
  }

  /** Accepts no more requests, finishes those in progress, and closes the store. */
  public void stop() throws Exception {
    parts.close();
  }
}
