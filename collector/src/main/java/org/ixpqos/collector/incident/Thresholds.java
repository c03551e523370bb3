package org.ixpqos.collector.incident;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.ixpqos.collector.model.Pair;

/** The threshold of each pair: that of the first rule that matches. Thread-safe. */
public final class Thresholds {
  private final Function<String, Set<String>> groups;
  private volatile List<Rule> rules;

  /**
   * @param rules in the order of the configuration
   * @param groups the groups that a probe is in, by its name
   */
  public Thresholds(List<Rule> rules, Function<String, Set<String>> groups) {
    this.rules = List.copyOf(rules);
    this.groups = groups;
  }

  /** The default thresholds. */
  public static Thresholds usual() {
    return new Thresholds(List.of(), probe -> Set.of());
  }

  /**
   * A threshold and the pairs that it is for.
   *
   * @param schedule of the pair; empty for any
   * @param group that one end of the pair is in; empty for any
   */
  public record Rule(Optional<String> schedule, Optional<String> group, Threshold threshold) {}

  /** Uses other rules from now on. */
  public void use(List<Rule> others) {
    this.rules = List.copyOf(others);
  }

  public List<Rule> rules() {
    return rules;
  }

  /** Whether every pair has the default threshold. */
  public boolean isUsual() {
    return rules.isEmpty();
  }

  public Threshold of(Pair pair) {
    return rules.stream()
        .filter(rule -> fits(rule, pair))
        .map(Rule::threshold)
        .findFirst()
        .orElse(Threshold.USUAL);
  }

  private boolean fits(Rule rule, Pair pair) {
    return rule.schedule().orElse(pair.schedule()).equals(pair.schedule())
        && (rule.group().isEmpty()
            || groups.apply(pair.source()).contains(rule.group().get())
            || groups.apply(pair.target()).contains(rule.group().get()));
  }
}
