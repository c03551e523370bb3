package org.ixpqos.collector.history.victoriametrics;

import java.util.Map;
import org.ixpqos.collector.model.Pair;

/**
 * A value in a response of the database.
 *
 * @param labels of its series
 * @param seconds since 1970
 */
record Sample(Map<String, String> labels, double seconds, double value) {
  /** The label in which our queries name a value. */
  static final String FIELD = "field";

  /** Receives samples one by one. */
  interface Sink {
    void add(Sample sample);
  }

  String field() {
    return labels.getOrDefault(FIELD, "");
  }

  Pair pair() {
    return pair(labels);
  }

  /** To the database an empty label is an absent one; the original has no {@code proto}. */
  static Pair pair(Map<String, String> labels) {
    return new Pair(
        labels.getOrDefault("source", ""),
        labels.getOrDefault("target", ""),
        labels.getOrDefault("proto", "").equals("6") ? 6 : 4,
        labels.getOrDefault("schedule", ""));
  }
}
