package org.ixpqos.collector.history.victoriametrics;

import java.util.Map;
import org.ixpqos.collector.model.Pair;

/**
 * A value that the engine answers with.
 *
 * @param labels of its series
 * @param seconds since 1970
 */
record Sample(Map<String, String> labels, double seconds, double value) {
  /** What our queries call a value by. */
  static final String FIELD = "field";

  /** Takes samples one by one. */
  interface Sink {
    void add(Sample sample);
  }

  String field() {
    return labels.getOrDefault(FIELD, "");
  }

  Pair pair() {
    return pair(labels);
  }

  /** A label that is empty is none to the engine; the original tells no {@code proto}. */
  static Pair pair(Map<String, String> labels) {
    return new Pair(
        labels.getOrDefault("source", ""),
        labels.getOrDefault("target", ""),
        labels.getOrDefault("proto", "").equals("6") ? 6 : 4,
        labels.getOrDefault("schedule", ""));
  }
}
