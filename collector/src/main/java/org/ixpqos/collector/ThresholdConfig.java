package org.ixpqos.collector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.incident.Threshold;
import org.ixpqos.collector.incident.Thresholds.Rule;
import org.ixpqos.config.ConfigObject;

/** {@code thresholds} in {@code collector.json}: the limits above which a pair stands out. */
final class ThresholdConfig {
  private static final int MAX_RULES = 100;
  private static final double HUNDRED = 100;
  private static final double MAX_TIMES = 1_000;
  private static final Duration MAX_SLOWER = Duration.ofSeconds(10);

  private ThresholdConfig() {}

  /** The rules in their order; errors are recorded there. */
  static List<Rule> from(ConfigObject root) {
    List<Rule> rules = new ArrayList<>();
    for (ConfigObject entry : root.objects("thresholds", MAX_RULES)) {
      double loss =
          entry.decimal("lossPercent", 0, HUNDRED).map(percent -> percent / HUNDRED).orElse(0.0);
      double times = entry.decimal("slowerTimes", 1, MAX_TIMES).orElse(Threshold.USUAL.times());
      double ms =
          entry
              .duration("slowerBy", Duration.ZERO, MAX_SLOWER)
              .map(by -> by.toNanos() / 1e6)
              .orElse(Threshold.USUAL.ms());
      Optional<String> schedule = entry.text("schedule");
      Optional<String> group = entry.text("group");
      entry.finish();
      rules.add(new Rule(schedule, group, new Threshold(loss, times, ms)));
    }
    return rules;
  }
}
