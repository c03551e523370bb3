package org.ixpqos.collector.prom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.prom.Window.Rollup;
import org.ixpqos.collector.store.RoundSum;

/**
 * What rounds add up to by the engine's own sums. Counts, and loss with them, are exact. Quantiles
 * are of the rounds' medians, and over more than a day of the hours' or days' medians: the rounds'
 * own quantiles are not in the engine. The average is the mean of the rounds' averages.
 */
final class FieldSum implements RoundSum {
  private static final List<String> MESH_COUNTS = List.of("sent", "lost", "late");
  private static final List<String> OTHER_COUNTS =
      List.of("received", "send_errors", "not_sent", "duplicates", "reordered", "local_drops");

  private final Map<String, Double> values = new HashMap<>();

  void add(Sample sample) {
    values.put(sample.field(), sample.value());
  }

  /** What a mesh shows. */
  static List<String> meshQuery(Window window, String matchers, List<Double> shares) {
    List<String> all = new ArrayList<>(counts(MESH_COUNTS, window, matchers));
    all.add(sum("sum_loss", Rollup.SUM, "loss", window, matchers));
    all.add(sum("of_loss", Rollup.COUNT, "loss", window, matchers));
    all.add(sum("of_sent", Rollup.COUNT, "sent", window, matchers));
    all.add(extreme("min", Rollup.MIN, window, matchers));
    all.add(extreme("max", Rollup.MAX, window, matchers));
    all.addAll(quantiles(window, matchers, shares));
    return all;
  }

  /** All that there is. */
  static List<String> wholeQuery(Window window, String matchers, List<Double> shares) {
    List<String> all = new ArrayList<>(meshQuery(window, matchers, shares));
    all.addAll(counts(OTHER_COUNTS, window, matchers));
    for (String mean : List.of("avg", "jitter")) {
      all.add(sum("sum_" + mean, Rollup.SUM, mean, window, matchers));
      all.add(sum("of_" + mean, Rollup.COUNT, mean, window, matchers));
    }
    return all;
  }

  /** Quantiles of the medians; of an original client's rounds, which tell none, of the averages. */
  static List<String> quantiles(Window window, String matchers, List<Double> shares) {
    String quantiles = PromQl.quantiles(shares);
    Rollup rollup = new Rollup(quantiles, "quantile_over_time(0.5,", quantiles);
    String original = (matchers.isEmpty() ? "" : matchers + ",") + "schedule=\"\"";
    return List.of(
        PromQl.alreadyNamed(
            "max",
            window.over(rollup, PromQl.series("median", matchers))
                + " or "
                + window.over(rollup, PromQl.series("avg", original))));
  }

  private static List<String> counts(List<String> fields, Window window, String matchers) {
    return fields.stream().map(field -> sum(field, Rollup.SUM, field, window, matchers)).toList();
  }

  private static String sum(
      String name, Rollup rollup, String field, Window window, String matchers) {
    return PromQl.named(name, "sum", window.over(rollup, PromQl.series(field, matchers)));
  }

  private static String extreme(String field, Rollup rollup, Window window, String matchers) {
    return PromQl.named(field, field, window.over(rollup, PromQl.series(field, matchers)));
  }

  private long count(String field) {
    return Math.round(values.getOrDefault(field, 0.0));
  }

  @Override
  public long rounds() {
    return Math.max(count("of_sent"), count("of_loss"));
  }

  @Override
  public long unknown() {
    return rounds() - count("of_loss");
  }

  @Override
  public long sent() {
    return count("sent");
  }

  @Override
  public long received() {
    return count("received");
  }

  @Override
  public long lost() {
    return count("lost");
  }

  @Override
  public long late() {
    return count("late");
  }

  @Override
  public long sendErrors() {
    return count("send_errors");
  }

  @Override
  public long notSent() {
    return count("not_sent");
  }

  @Override
  public long duplicates() {
    return count("duplicates");
  }

  @Override
  public long reordered() {
    return count("reordered");
  }

  @Override
  public long localDrops() {
    return count("local_drops");
  }

  @Override
  public Double loss() {
    return sent() > 0 ? (Double) ((double) (lost() + late()) / sent()) : mean("loss");
  }

  private Double mean(String field) {
    long of = count("of_" + field);
    return of > 0 ? (Double) (values.getOrDefault("sum_" + field, 0.0) / of) : null;
  }

  @Override
  public Double min() {
    return values.get("min");
  }

  @Override
  public Double max() {
    return values.get("max");
  }

  @Override
  public Double avg() {
    return mean("avg");
  }

  @Override
  public Double jitter() {
    return mean("jitter");
  }

  /** Of those that were asked for; where no round tells a median, the average. */
  @Override
  public Double quantile(double share) {
    return values.getOrDefault(Double.toString(share), avg());
  }
}
