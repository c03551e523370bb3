package org.ixpqos.collector.history.victoriametrics;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.HistoryUnavailableException;
import org.ixpqos.collector.history.PairSeries;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.live.MeshCell;
import org.ixpqos.collector.live.SharedRounds;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.MeshStatistics;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PastRound;
import org.ixpqos.collector.model.ReadLimit;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.wire.UploadReader;

/**
 * History from VictoriaMetrics, single node or cluster: the rounds of all collectors that write to
 * it. The database keeps milliseconds; the borders of ranges are truncated to them.
 */
public final class VictoriaMetricsHistory implements History, SharedRounds, AutoCloseable {
  /** How far back a pair is known. */
  private static final Duration EVER = Duration.ofDays(800);

  /** A round that is older is not a probe's newest. */
  private static final Duration LATEST = Duration.ofDays(1);

  /** A round that is older is not the newest at a moment of the past. */
  private static final Duration WITHIN = Duration.ofHours(1);

  private static final int BASELINE_DAYS = 7;
  private static final List<Double> MESH_SHARES = List.of(0.5, 0.95);

  /** Statistics may be cached for a thousandth of their range, and not longer than this. */
  private static final Duration OLDEST_SUM = Duration.ofMinutes(5);

  /** The maximum delay of a query for a range that ends now. */
  private static final Duration DELAY = Duration.ofSeconds(10);

  private final QueryClient engine;
  private final NewestRounds newest;

  /** The maximum of rounds in a result: the newest; a shorter range has the others. */
  private static final int MAX_POINTS = 10_000;

  private final Clock clock;
  private final QueryCache<Object, PartialResult<Map<Pair, MeshStatistics>>> statistics;

  /**
   * Connects to nothing yet.
   *
   * @throws IOException the CA file can't be used
   */
  public VictoriaMetricsHistory(HistoryConfig config, Clock clock, LongSupplier nanoClock)
      throws IOException {
    this.engine = new QueryClient(config, QueryClient.PATIENCE, nanoClock);
    this.newest = new NewestRounds(engine);
    this.clock = clock;
    this.statistics =
        new QueryCache<>(QueryClient.PATIENCE, nanoClock, found -> found.found().size());
  }

  @Override
  public PartialResult<Map<Pair, MeshStatistics>> statistics(Instant from, Instant until)
      throws HistoryUnavailableException {
    boolean endsNow = !until.isBefore(clock.instant().plus(UploadReader.MAX_AHEAD).minus(DELAY));
    Window window = endsNow ? Window.of(from, until) : Window.exactly(from, until);
    Duration part = window.length().dividedBy(1_000);
    Duration age = part.compareTo(OLDEST_SUM) > 0 ? OLDEST_SUM : part;
    Object key = endsNow ? key(from, window) : List.of(from, until);
    return statistics.get(key, age, () -> statistics(window));
  }

  /**
   * The cache's key of a range that ends now: its length, or its beginning where that does not
   * move.
   */
  private static Object key(Instant from, Window window) {
    boolean still = from.equals(Window.upTo(from, Duration.ofMinutes(5)));
    return window.step().isPresent() ? window : still ? from : window.length();
  }

  private PartialResult<Map<Pair, MeshStatistics>> statistics(Window window)
      throws HistoryUnavailableException {
    Map<Pair, FieldStatistics> found = new HashMap<>();
    boolean partial =
        ask(
            FieldStatistics.meshQuery(window, "", MESH_SHARES),
            window,
            sample ->
                found.computeIfAbsent(sample.pair(), any -> new FieldStatistics()).add(sample));
    return new PartialResult<>(Map.copyOf(found), partial);
  }

  /**
   * Stepwise aggregations are queried as ranges of one point, which the database caches, and one by
   * one, so that each has its full time.
   */
  private boolean ask(List<String> queries, Window window, Sample.Sink sink)
      throws HistoryUnavailableException {
    if (window.step().isEmpty()) {
      return engine.query(MetricsQl.union(queries), window.until(), sink);
    }
    boolean partial = false;
    for (String query : queries) {
      Duration step = window.step().get();
      partial |= engine.queryRange(query, window.until(), window.until(), step, true, sink);
    }
    return partial;
  }

  @Override
  public PartialResult<List<PairSeries>> series(
      String source,
      String target,
      Predicate<Pair> wanted,
      Optional<Resolution> resolution,
      Instant from,
      Instant until)
      throws HistoryUnavailableException {
    String matchers =
        MetricsQl.matching("source", source) + "," + MetricsQl.matching("target", target);
    Map<Pair, PairSeries> found = new HashMap<>();
    String any = MetricsQl.anyOf("sent|loss", matchers);
    for (Map<String, String> labels : engine.series(any, until.minus(EVER), until)) {
      Pair pair = Sample.pair(labels);
      found.put(pair, new PairSeries(pair, List.of(), Collections.emptySortedMap()));
    }
    boolean partial = false;
    if (!found.isEmpty() && resolution.isEmpty()) {
      Map<Pair, List<RoundResult>> all =
          ExportedRounds.read(engine, MetricsQl.anyOf(".+", matchers), from, until);
      int most = MAX_POINTS / Math.max(1, all.size());
      partial = all.values().stream().anyMatch(rows -> rows.size() > most);
      all.forEach(
          (pair, rows) ->
              found.put(
                  pair,
                  new PairSeries(
                      pair,
                      rows.subList(Math.max(0, rows.size() - most), rows.size()),
                      Collections.emptySortedMap())));
    } else if (!found.isEmpty()) {
      partial = addStatistics(found, matchers, resolution.get().length(), from, until);
    }
    return new PartialResult<>(
        found.values().stream().filter(one -> wanted.test(one.pair())).toList(), partial);
  }

  private boolean addStatistics(
      Map<Pair, PairSeries> found, String matchers, Duration length, Instant from, Instant until)
      throws HistoryUnavailableException {
    Instant first = Window.upTo(from, length).plus(length);
    Instant last = Window.upTo(until, length);
    if (first.isAfter(last)) {
      return false;
    }
    Window one = new Window(first, length, Optional.empty());
    Map<Pair, SortedMap<Instant, FieldStatistics>> statistics = new HashMap<>();
    boolean partial =
        engine.queryRange(
            MetricsQl.union(FieldStatistics.fullQuery(one, matchers, RttSummary.QUANTILES)),
            first,
            last,
            length,
            false,
            sample ->
                statistics
                    .computeIfAbsent(sample.pair(), any -> new TreeMap<>())
                    .computeIfAbsent(
                        Instant.ofEpochMilli(Math.round(sample.seconds() * 1e3)).minus(length),
                        any -> new FieldStatistics())
                    .add(sample));
    statistics.forEach((pair, of) -> found.put(pair, new PairSeries(pair, List.of(), of)));
    return partial;
  }

  @Override
  public PartialResult<List<LatestResult>> latestSince(Instant since)
      throws HistoryUnavailableException {
    return newest.complete(since, clock.instant(), "");
  }

  @Override
  public List<LatestResult> latestOf(String source) throws HistoryUnavailableException {
    Instant now = clock.instant();
    return newest.complete(now.minus(LATEST), now, MetricsQl.matching("source", source)).found();
  }

  @Override
  public PartialResult<Map<Pair, MeshCell>> newestSince(Instant since)
      throws HistoryUnavailableException {
    return newest.outline(since, clock.instant());
  }

  /** One query for each moment: its cost is bounded by the request. */
  @Override
  public PartialResult<Map<Pair, PastRound[]>> newestAt(
      List<Instant> moments, Predicate<Pair> wanted) throws HistoryUnavailableException {
    Map<Pair, PastRound[]> found = new HashMap<>();
    boolean partial = false;
    for (int i = 0; i < moments.size(); i++) {
      int place = i;
      ReadLimit.check();
      // the query includes a little after its moment
      Instant moment = moments.get(i).minus(UploadReader.MAX_AHEAD);
      PartialResult<Map<Pair, MeshCell>> cells = newest.outline(moment.minus(WITHIN), moment);
      partial |= cells.partial();
      cells
          .found()
          .forEach(
              (pair, cell) -> {
                if (wanted.test(pair)) {
                  found.computeIfAbsent(pair, any -> new PastRound[moments.size()])[place] =
                      past(cell);
                }
              });
    }
    return new PartialResult<>(found, partial);
  }

  private static PastRound past(MeshCell cell) {
    Instant previous = cell.interval() == null ? null : cell.time().minus(cell.interval());
    return new PastRound(cell.time(), previous, cell.loss(), cell.median(), cell.hindered());
  }

  @Override
  public Map<Pair, Double> baselines(Instant now) throws HistoryUnavailableException {
    Instant until = now.truncatedTo(ChronoUnit.HOURS);
    Instant from = until.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(BASELINE_DAYS));
    Window window = Window.of(from, until);
    Map<Pair, Double> baselines = new HashMap<>();
    ask(
        FieldStatistics.quantiles(window, "", List.of(0.5)),
        window,
        sample -> baselines.put(sample.pair(), sample.value()));
    return baselines;
  }

  @Override
  public void close() {
    statistics.close();
    engine.close();
  }
}
