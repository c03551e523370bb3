package org.ixpqos.collector.history.victoriametrics;

import java.util.List;

/** Pieces of MetricsQL, VictoriaMetrics' PromQL. */
final class MetricsQl {
  private MetricsQl() {}

  /** Every value of a measured round, by the field's name. */
  static String series(String field, String matchers) {
    return "Ping_" + field + "{" + matchers + "}";
  }

  /** Some fields, a regular expression. */
  static String anyOf(String fields, String matchers) {
    return "{__name__=~\"Ping_("
        + fields
        + ")\""
        + (matchers.isEmpty() ? "" : ",")
        + matchers
        + "}";
  }

  static String matching(String label, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return label + "=\"" + escaped + "\"";
  }

  /** One value for each pair, aggregated over other labels, with a name. */
  static String named(String field, String aggregate, String values) {
    return "label_set("
        + aggregate
        + " by (source,target,proto,schedule) ("
        + values
        + "),\""
        + Sample.FIELD
        + "\",\""
        + field
        + "\")";
  }

  /** Values that have their name already. */
  static String alreadyNamed(String aggregate, String values) {
    return aggregate + " by (source,target,proto,schedule," + Sample.FIELD + ") (" + values + ")";
  }

  /** All of them in one answer. */
  static String union(List<String> values) {
    return "(" + String.join(",", values) + ")";
  }

  /** {@code quantiles_over_time}, but for its last argument. */
  static String quantiles(List<Double> shares) {
    StringBuilder text = new StringBuilder("quantiles_over_time(\"" + Sample.FIELD + "\",");
    shares.forEach(share -> text.append(share).append(','));
    return text.toString();
  }
}
