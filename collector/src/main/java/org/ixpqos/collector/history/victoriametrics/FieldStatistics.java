package org.ixpqos.collector.history.victoriametrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ixpqos.collector.history.victoriametrics.Window.Rollup;
import org.ixpqos.collector.model.PairStatistics;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;

/**
 * The statistics of rounds, computed by the database. Counts, and loss with them, are exact.
 * Quantiles are of the rounds' medians, and over more than a day of the hours' or days' medians:
 * the rounds' own quantiles are not in the database. The average is the mean of the rounds'
 * averages.
 */
final class FieldStatistics implements PairStatistics {
  private static final List<RoundField> MESH_COUNTS =
      List.of(RoundFields.SENT, RoundFields.LOST, RoundFields.LATE);

  private static final Set<RoundField> IN_MESH =
      Set.of(
          RoundFields.SENT,
          RoundFields.LOST,
          RoundFields.LATE,
          RoundFields.LOSS,
          RoundFields.MIN,
          RoundFields.MAX);

  private final Map<String, Double> values = new HashMap<>();

  void add(Sample sample) {
    values.put(sample.field(), sample.value());
  }

  /** The statistics that a mesh shows. */
  static List<String> meshQuery(Window window, String matchers, List<Double> shares) {
    List<String> all = new ArrayList<>(counts(MESH_COUNTS, window, matchers));
    all.add(sum("sum_loss", Rollup.SUM, "loss", window, matchers));
    all.add(sum("of_loss", Rollup.COUNT, "loss", window, matchers));
    all.add(sum("of_sent", Rollup.COUNT, "sent", window, matchers));
    all.addAll(overRounds(RoundFields.MIN, window, matchers));
    all.addAll(overRounds(RoundFields.MAX, window, matchers));
    all.addAll(quantiles(window, matchers, shares));
    return all;
  }

  /** All statistics. */
  static List<String> fullQuery(Window window, String matchers, List<Double> shares) {
    List<String> all = new ArrayList<>(meshQuery(window, matchers, shares));
    for (RoundField field : RoundFields.ALL) {
      if (field.isInSeries() && !IN_MESH.contains(field)) {
        all.addAll(overRounds(field, window, matchers));
      }
    }
    return all;
  }

  private static List<String> overRounds(RoundField field, Window window, String matchers) {
    String name = field.name();
    return switch (field.overRounds()) {
      case SUM -> List.of(sum(name, Rollup.SUM, name, window, matchers));
      case MIN -> List.of(extreme(name, "min", Rollup.MIN, window, matchers));
      case MAX -> List.of(extreme(name, "max", Rollup.MAX, window, matchers));
      case MEAN ->
          List.of(
              sum("sum_" + name, Rollup.SUM, name, window, matchers),
              sum("of_" + name, Rollup.COUNT, name, window, matchers));
      case NONE -> List.of();
    };
  }

  /** Quantiles of the medians; of an original client's rounds, which have none, of the averages. */
  static List<String> quantiles(Window window, String matchers, List<Double> shares) {
    String quantiles = MetricsQl.quantiles(shares);
    Rollup rollup = new Rollup(quantiles, "quantile_over_time(0.5,", quantiles);
    String original = (matchers.isEmpty() ? "" : matchers + ",") + "schedule=\"\"";
    return List.of(
        MetricsQl.alreadyNamed(
            "max",
            window.over(rollup, MetricsQl.series("median", matchers))
                + " or "
                + window.over(rollup, MetricsQl.series("avg", original))));
  }

  private static List<String> counts(List<RoundField> fields, Window window, String matchers) {
    return fields.stream().flatMap(field -> overRounds(field, window, matchers).stream()).toList();
  }

  private static String sum(
      String name, Rollup rollup, String field, Window window, String matchers) {
    return MetricsQl.named(name, "sum", window.over(rollup, MetricsQl.series(field, matchers)));
  }

  private static String extreme(
      String field, String aggregate, Rollup rollup, Window window, String matchers) {
    return MetricsQl.named(
        field, aggregate, window.over(rollup, MetricsQl.series(field, matchers)));
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
  public long lost() {
    return count("lost");
  }

  @Override
  public long late() {
    return count("late");
  }

  @Override
  public Number of(RoundField field) {
    if (field == RoundFields.MEDIAN) {
      return min() == null ? null : quantile(0.5);
    }
    if (field == RoundFields.LOSS) {
      return loss();
    }
    return switch (field.overRounds()) {
      case SUM -> values.containsKey(field.name()) ? (Number) count(field.name()) : null;
      case MIN, MAX -> values.get(field.name());
      case MEAN -> mean(field.name());
      case NONE -> null;
    };
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

  /** The requested ones; the average where no round has a median. */
  @Override
  public Double quantile(double share) {
    return values.getOrDefault(Double.toString(share), mean("avg"));
  }
}
