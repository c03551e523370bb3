package org.ixpqos.collector;

import java.util.ArrayList;
import java.util.List;
import org.ixpqos.collector.api.ApiDescription;
import org.ixpqos.collector.api.ChangeProbe;
import org.ixpqos.collector.api.CollectorMetrics;
import org.ixpqos.collector.api.PublishedLists;
import org.ixpqos.collector.api.ReadHealth;
import org.ixpqos.collector.api.ReadRunning;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.http.Route;
import org.ixpqos.collector.ingest.Ingest;
import org.ixpqos.collector.page.PageFiles;

/** The table of paths, with their endpoints and access. */
record Routes(
    Ingest ingest,
    PublishedLists lists,
    LocalHistory local,
    ChangeProbe lives,
    Reads reads,
    Health health,
    CollectorMetrics metrics) {
  private static final String API = "/api/v1";

  /** The paths of original clients, with and without the prefix that their NGINX strips. */
  private static final String ORIGINAL_API = "/backend/api/v1";

  private static final String PUBLIC = "/public";

  /**
   * @param publicPage whether the page is public
   */
  List<Route> all(boolean publicPage) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(forProbes(API));
    routes.addAll(forProbes(ORIGINAL_API));
    routes.add(Route.getKeyed(API + "/conf/status", reads.status(health)));
    // paths without a key are outside of the prefix that a proxy passes to probes
    routes.add(Route.get(API + "/openapi.json", new ApiDescription()));
    routes.addAll(forReaders());
    routes.add(Route.getOpen("/healthz", ReadHealth.health(health::problem, health::notices)));
    routes.add(
        Route.getOpen(
            "/readyz", ReadHealth.ready(health::problem, health::notices, health::probes)));
    routes.add(Route.get("/metrics", request -> metrics.answer()));
    routes.add(Route.get("/metrics/mesh", reads.newestRounds()));
    routes.addAll(PageFiles.routes("", Route::get));
    if (publicPage) {
      routes.addAll(PageFiles.routes(PUBLIC, Route::getOpen));
      routes.addAll(forEverybody());
    }
    return routes;
  }

  /** With a key: for probes and original clients. */
  private List<Route> forProbes(String api) {
    return List.of(
        Route.postKeyed(api + "/data/probe-result", ingest),
        Route.getKeyed(api + "/conf/probes", request -> lists.answerProbes()),
        Route.getKeyed(api + "/conf/schedule", request -> lists.answerSchedule()),
        Route.getKeyed(api + "/conf/running", new ReadRunning(local, lists::digest)),
        Route.getKeyed(api + "/data/probe/*/last", reads.last()));
  }

  /** For readers. */
  private List<Route> forReaders() {
    String data = API + "/data/";
    return List.of(
        Route.get(data + "matrix", reads.matrix(data + "matrix")),
        Route.get(data + "mesh", reads.mesh(data + "mesh", false)),
        Route.get(data + "series", reads.series(false)),
        Route.get(data + "statistics", reads.statistics(data + "statistics")),
        Route.get(data + "sums", reads.statistics(data + "sums")), // the older name
        Route.get(data + "frames", reads.frames()),
        Route.get(data + "events", reads.events(data + "events", false)),
        Route.get(data + "probes", reads.probes()),
        Route.postByAdmin(data + "probes/*", lives),
        Route.get(data + "live", reads.live(false)));
  }

  /**
   * Public: no addresses, of the probes' health only whether they report, and nothing else under
   * its path.
   */
  private List<Route> forEverybody() {
    String data = PUBLIC + API + "/data/";
    return List.of(
        Route.getOpen(data + "mesh", reads.mesh(data + "mesh", true)),
        Route.getOpen(data + "series", reads.series(true)),
        Route.getOpen(data + "statistics", reads.statistics(data + "statistics")),
        Route.getOpen(data + "sums", reads.statistics(data + "sums")),
        Route.getOpen(data + "frames", reads.frames()),
        Route.getOpen(data + "events", reads.events(data + "events", true)),
        Route.getOpen(data + "live", reads.live(true)));
  }
}
