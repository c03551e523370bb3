package org.ixpqos.collector.prom;

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
import org.ixpqos.collector.history.Found;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.PairSeries;
import org.ixpqos.collector.http.UnavailableException;
import org.ixpqos.collector.live.NewestRound;
import org.ixpqos.collector.live.RoundsElsewhere;
import org.ixpqos.collector.store.LatestRow;
import org.ixpqos.collector.store.MeshSum;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.Tier;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.RttSummary;

/**
 * History from VictoriaMetrics, single node or cluster: what all collectors sent there, whoever the
 * probes posted it to. The engine keeps milliseconds; the borders of times are cut to them.
 */
public final class PromHistory implements History, RoundsElsewhere, AutoCloseable {
  /** As far back as a pair is known. */
  private static final Duration EVER = Duration.ofDays(800);

  /** A round that is older is not a probe's newest. */
  private static final Duration LATEST = Duration.ofDays(1);

  private static final int HABIT_DAYS = 7;
  private static final List<Double> MESH_SHARES = List.of(0.5, 0.95);

  /** A sum may be old by a thousandth of what it is over, and by no more than this. */
  private static final Duration OLDEST_SUM = Duration.ofMinutes(5);

  private final EngineClient engine;
  private final NewestRounds newest;

  /** Of an answer: the newest rounds; a shorter range has the others. */
  private static final int MOST_POINTS = 10_000;

  private final Clock clock;
  private final Remembered<Object, Found<Map<Pair, MeshSum>>> sums;

  /**
   * Connects to nothing yet.
   *
   * @throws IOException the CA file can't be used
   */
  public PromHistory(EngineConfig config, Clock clock, LongSupplier nanoClock) throws IOException {
    this.engine = new EngineClient(config, EngineClient.PATIENCE, nanoClock);
    this.newest = new NewestRounds(engine);
    this.clock = clock;
    this.sums = new Remembered<>(EngineClient.PATIENCE, nanoClock, sums -> sums.found().size());
  }

  @Override
  public Found<Map<Pair, MeshSum>> sums(Instant from, Instant until) throws UnavailableException {
    Window window = Window.of(from, until);
    Duration part = window.length().dividedBy(1_000);
    Duration age = part.compareTo(OLDEST_SUM) > 0 ? OLDEST_SUM : part;
    return sums.get(key(from, window), age, () -> sums(window));
  }

  /** A range ends now: what tells it is its length, or its beginning where that stands still. */
  private static Object key(Instant from, Window window) {
    boolean still = from.equals(Window.upTo(from, Duration.ofMinutes(5)));
    return window.step().isPresent() ? window : still ? from : window.length();
  }

  private Found<Map<Pair, MeshSum>> sums(Window window) throws UnavailableException {
    Map<Pair, FieldSum> found = new HashMap<>();
    boolean partial =
        ask(
            FieldSum.meshQuery(window, "", MESH_SHARES),
            window,
            sample -> found.computeIfAbsent(sample.pair(), any -> new FieldSum()).add(sample));
    return new Found<>(Map.copyOf(found), partial);
  }

  /**
   * What is added up step by step is asked for as ranges of one point, which the engine remembers,
   * and one by one, each of which it has time for.
   */
  private boolean ask(List<String> queries, Window window, Sample.Sink sink)
      throws UnavailableException {
    if (window.step().isEmpty()) {
      return engine.query(PromQl.union(queries), window.until(), sink);
    }
    boolean partial = false;
    for (String query : queries) {
      Duration step = window.step().get();
      partial |= engine.queryRange(query, window.until(), window.until(), step, true, sink);
    }
    return partial;
  }

  @Override
  public Found<List<PairSeries>> series(
      String source,
      String target,
      Predicate<Pair> wanted,
      Optional<Tier> tier,
      Instant from,
      Instant until)
      throws UnavailableException {
    String matchers = PromQl.matching("source", source) + "," + PromQl.matching("target", target);
    Map<Pair, PairSeries> found = new HashMap<>();
    String any = PromQl.anyOf("sent|loss", matchers);
    for (Map<String, String> labels : engine.series(any, until.minus(EVER), until)) {
      Pair pair = Sample.pair(labels);
      found.put(pair, new PairSeries(pair, List.of(), Collections.emptySortedMap()));
    }
    boolean partial = false;
    if (!found.isEmpty() && tier.isEmpty()) {
      Map<Pair, List<ResultRow>> all =
          ExportedRounds.read(engine, PromQl.anyOf(".+", matchers), from, until);
      int most = MOST_POINTS / Math.max(1, all.size());
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
      partial = addSums(found, matchers, tier.get().length(), from, until);
    }
    return new Found<>(
        found.values().stream().filter(one -> wanted.test(one.pair())).toList(), partial);
  }

  private boolean addSums(
      Map<Pair, PairSeries> found, String matchers, Duration length, Instant from, Instant until)
      throws UnavailableException {
    Instant first = Window.upTo(from, length).plus(length);
    Instant last = Window.upTo(until, length);
    if (first.isAfter(last)) {
      return false;
    }
    Window one = new Window(first, length, Optional.empty());
    Map<Pair, SortedMap<Instant, FieldSum>> sums = new HashMap<>();
    boolean partial =
        engine.queryRange(
            PromQl.union(FieldSum.wholeQuery(one, matchers, RttSummary.QUANTILES)),
            first,
            last,
            length,
            false,
            sample ->
                sums.computeIfAbsent(sample.pair(), any -> new TreeMap<>())
                    .computeIfAbsent(
                        Instant.ofEpochMilli(Math.round(sample.seconds() * 1e3)).minus(length),
                        any -> new FieldSum())
                    .add(sample));
    sums.forEach((pair, of) -> found.put(pair, new PairSeries(pair, List.of(), of)));
    return partial;
  }

  @Override
  public Found<List<LatestRow>> latestSince(Instant since) throws UnavailableException {
    return newest.whole(since, clock.instant(), "");
  }

  @Override
  public List<LatestRow> latestOf(String source) throws UnavailableException {
    Instant now = clock.instant();
    return newest.whole(now.minus(LATEST), now, PromQl.matching("source", source)).found();
  }

  @Override
  public Found<Map<Pair, NewestRound>> newestSince(Instant since) throws UnavailableException {
    return newest.outline(since, clock.instant());
  }

  @Override
  public Map<Pair, Double> habits(Instant now) throws UnavailableException {
    Instant until = now.truncatedTo(ChronoUnit.HOURS);
    Instant from = until.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(HABIT_DAYS));
    Window window = Window.of(from, until);
    Map<Pair, Double> habits = new HashMap<>();
    ask(
        FieldSum.quantiles(window, "", List.of(0.5)),
        window,
        sample -> habits.put(sample.pair(), sample.value()));
    return habits;
  }

  @Override
  public void close() {
    sums.close();
    engine.close();
  }
}
