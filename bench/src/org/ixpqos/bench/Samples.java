package org.ixpqos.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of several rounds: by what was measured, of whom. */
final class Samples {
  private final Map<String, Map<String, List<Double>>> samples = new LinkedHashMap<>();

  void add(String row, String prober, double value) {
    samples
        .computeIfAbsent(row, none -> new LinkedHashMap<>())
        .computeIfAbsent(prober, none -> new ArrayList<>())
        .add(value);
  }

  Iterable<String> rows() {
    return samples.keySet();
  }

  Iterable<String> probers(String row) {
    return samples.get(row).keySet();
  }

  double median(String row, String prober) {
    return percentile(samples.getOrDefault(row, Map.of()).getOrDefault(prober, List.of()), 50);
  }

  double percentile(String row, String prober, double percent) {
    return percentile(samples.get(row).get(prober), percent);
  }

  /** Of one more than there are, the nearest: NaN of none. */
  static double percentile(List<Double> values, double percent) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
