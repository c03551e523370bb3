package org.ixpqos.collector;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.CollectorConfig.Retention;
import org.ixpqos.collector.access.CollectorAccess;
import org.ixpqos.collector.api.ApiDescription;
import org.ixpqos.collector.api.CollectorMetrics;
import org.ixpqos.collector.api.PublishedLists;
import org.ixpqos.collector.api.ReadHealth;
import org.ixpqos.collector.api.ReadRunning;
import org.ixpqos.collector.clock.ClockWatch;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.history.sqlite.SqliteHistory;
import org.ixpqos.collector.history.victoriametrics.VictoriaMetricsHistory;
import org.ixpqos.collector.http.HttpServer;
import org.ixpqos.collector.http.Route;
import org.ixpqos.collector.http.TlsFiles;
import org.ixpqos.collector.ingest.AcceptedAges;
import org.ixpqos.collector.ingest.Admission;
import org.ixpqos.collector.ingest.Ingest;
import org.ixpqos.collector.ingest.UnlistedRows;
import org.ixpqos.collector.page.PageFiles;
import org.ixpqos.collector.sink.Sinks;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The collector: what it is made of, what it answers where, and how it starts and stops. */
public final class Collector {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  private final SqliteStore store;
  private final Optional<VictoriaMetricsHistory> shared;
  private final List<Route> routes;
  private final HttpServer server;
  private final LivePage page;
  private final Sinks sinks;
  private final Housekeeper housekeeper;
  private final StoreWatch storeWatch;
  private final ClockWatch clockWatch;

  private Collector(
      SqliteStore store,
      Optional<VictoriaMetricsHistory> shared,
      List<Route> routes,
      HttpServer server,
      LivePage page,
      Sinks sinks,
      Housekeeper housekeeper,
      StoreWatch storeWatch,
      ClockWatch clockWatch) {
    this.store = store;
    this.shared = shared;
    this.routes = routes;
    this.server = server;
    this.page = page;
    this.sinks = sinks;
    this.housekeeper = housekeeper;
    this.storeWatch = storeWatch;
    this.clockWatch = clockWatch;
  }

  /**
   * Opens the store and listens.
   *
   * @throws Exception the store can't be opened or the address not be listened at; nothing is left
   *     open
   */
  public static Collector start(CollectorConfig config, Timekeeper time) throws Exception {
    CollectorMetrics metrics = new CollectorMetrics();
    SqliteStore store =
        SqliteStore.open(config.storeDirectory(), System::nanoTime, metrics::committed);
    PublishedLists lists =
        new PublishedLists(config.probesFile(), config.scheduleFile(), new QuartzCron());
    Clock clock = time.clock();
    Optional<VictoriaMetricsHistory> shared = Optional.empty();
    LivePage page = null;
    Sinks sinks = null;
    Housekeeper housekeeper = null;
    try {
      sinks = Sinks.start(config.sinks(), store, clock, metrics.sinks());
      LastHeard heard = new LastHeard(time);
      SqliteHistory local = new SqliteHistory(store);
      metrics.observe(store::queueDepth, local, heard);
      metrics.sinks().observe(sinks, clock);
      if (config.reads().isPresent()) {
        shared =
            Optional.of(new VictoriaMetricsHistory(config.reads().get(), clock, System::nanoTime));
      }
      page = new LivePage(store, local, shared, time, heard, lists::probes);
      CollectorAccess gate = gate(config, time);
      housekeeper = new Housekeeper(store, sinks, time, config.retention(), gate::keepUse);
      List<Route> routes =
          routes(config, time, store, lists, page, heard, housekeeper, metrics, gate);
      HttpServer server = HttpServer.start(config.http(), routes, gate, metrics);
      if (shared.isEmpty()) { // an engine remembers by itself
        housekeeper.warm(page::warm);
      }
      ClockWatch clockWatch = new ClockWatch(time);
      clockWatch.start();
      return new Collector(
          store,
          shared,
          routes,
          server,
          page,
          sinks,
          housekeeper,
          new StoreWatch(store),
          clockWatch);
    } catch (Exception e) {
      if (housekeeper != null) {
        housekeeper.stop();
      }
      if (page != null) {
        page.close();
      }
      shared.ifPresent(VictoriaMetricsHistory::close);
      if (sinks != null) {
        sinks.close();
      }
      store.close();
      throw e;
    }
  }

  private static CollectorAccess gate(CollectorConfig config, Timekeeper time) {
    CollectorAccess gate =
        new CollectorAccess(
            config.access(),
            config.http().isLoopback(),
            config.http().limits(),
            config.apiKey(),
            config.http().tls().map(TlsFiles::certificateOnly).orElse(false),
            config.storeDirectory(),
            time,
            System::nanoTime);
    if (gate.isShut()) {
      log.warn("nobody can log in to read: make a user with 'ixpqos collector user set NAME'");
    } else if (!config.access().login() && !config.http().isLoopback()) {
      log.warn(
          "whoever reaches {} can read the mesh without a login; if that is not meant, set"
              + " \"login\" in {}",
          config.http().address(),
          CollectorConfig.FILE);
    }
    if (!config.http().isLoopback() && config.http().tls().isEmpty()) {
      log.warn(
          "keys and passwords come over the network in clear; set \"tls\" in {}",
          CollectorConfig.FILE);
    }
    return gate;
  }

  private static List<Route> routes(
      CollectorConfig config,
      Timekeeper time,
      SqliteStore store,
      PublishedLists lists,
      LivePage page,
      LastHeard heard,
      Housekeeper housekeeper,
      CollectorMetrics metrics,
      CollectorAccess gate) {
    Retention retention = config.retention();
    UnlistedRows unlisted = new UnlistedRows(time::nanoTime, metrics);
    metrics.observe(store.pairs(), lists::listing);
    Ingest ingest =
        new Ingest(
            time,
            new Admission(store.pairs(), lists::listing, gate::hasOwnKey, unlisted),
            new AcceptedAges(retention.raw(), retention.hourly(), store::keptSince),
            heard::heard,
            store,
            page.announcer(),
            metrics);
    store.pairs().limit(config.http().limits().pairs());
    List<Route> routes = new ArrayList<>();
    // the second is what original clients call, and what their NGINX strips
    for (String api : List.of("/api/v1", "/backend/api/v1")) {
      routes.add(Route.postKeyed(api + "/data/probe-result", ingest));
      routes.add(Route.getKeyed(api + "/conf/probes", call -> lists.answerProbes()));
      routes.add(Route.getKeyed(api + "/conf/schedule", call -> lists.answerSchedule()));
      routes.add(Route.getKeyed(api + "/conf/running", new ReadRunning(new SqliteHistory(store))));
      routes.add(page.last(api));
    }
    // what takes no key is not behind the prefix that a proxy passes to probes
    routes.add(Route.get("/api/v1/openapi.json", new ApiDescription()));
    routes.addAll(page.routes("/api/v1"));
    routes.add(
        Route.getOpen(
            "/healthz",
            new ReadHealth(store::problem, () -> notices(page, housekeeper, gate, unlisted))));
    routes.add(Route.get("/metrics", call -> metrics.answer()));
    routes.add(page.metrics());
    routes.addAll(PageFiles.routes("", Route::get));
    if (config.publicPage()) {
      routes.addAll(PageFiles.routes("/public", Route::getOpen));
      routes.addAll(page.publicRoutes());
    }
    return routes;
  }

  private static List<String> notices(
      LivePage page, Housekeeper housekeeper, CollectorAccess gate, UnlistedRows unlisted) {
    List<String> notices = new ArrayList<>();
    page.present().remark().ifPresent(notices::add);
    housekeeper
        .withheld()
        .ifPresent(why -> notices.add("nothing that is too old is deleted from the store: " + why));
    gate.notice().ifPresent(notices::add);
    unlisted.notice().ifPresent(notices::add);
    return notices;
  }

  /** What it answers. */
  List<Route> routes() {
    return routes;
  }

  /** What is done twice a minute is done now. */
  void keepHouse() {
    housekeeper.keepHouse();
  }

  public URI uri() {
    return server.uri();
  }

  public int port() {
    return server.port();
  }

  /** Takes no more requests, finishes those it has, and closes the store. */
  public void stop() throws Exception {
    try {
      page.endStreams();
      server.stop();
    } finally {
      page.close();
      shared.ifPresent(VictoriaMetricsHistory::close);
      housekeeper.stop();
      storeWatch.close();
      clockWatch.close();
      sinks.close();
      store.close();
    }
  }
}
