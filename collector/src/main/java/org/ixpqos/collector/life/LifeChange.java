package org.ixpqos.collector.life;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.config.Durations;
import org.ixpqos.config.Spelling;
import org.ixpqos.model.Names;

/**
 * A requested change of a probe: rename, merge, retire, reinstate or delete.
 *
 * @param name the probe
 * @param to the name that its history gets; empty where none
 */
public record LifeChange(Action action, String name, String to) {
  /** How recently a probe must have posted to count as active. */
  static final Duration LATELY = Duration.ofMinutes(10);

  /** The allowed actions. */
  public enum Action {
    RETIRE,
    REINSTATE,
    RENAME,
    MERGE,
    FORGET;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Action> of(String word) {
      for (Action action : values()) {
        if (action.word().equals(word)) {
          return Optional.of(action);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * The probes that can be changed.
   *
   * @param heard when each probe that ever posted was heard last
   * @param measured every name of a stored pair
   * @param began when each probe's daemon was heard first, as far as it is known
   * @param listing the published lists
   */
  public record Known(
      Map<String, Instant> heard,
      Set<String> measured,
      Map<String, Instant> began,
      Lives lives,
      Listing listing) {
    boolean has(String name) {
      return heard.containsKey(name) || measured.contains(name);
    }
  }

  /** Why the change is refused, and the remedy; empty when it is allowed. */
  public Optional<String> refusal(Known known, Instant now) {
    if (!Names.isName(name)) {
      return Optional.of("\"" + name + "\" is no probe's name: " + Names.ALLOWED);
    }
    if (action == Action.REINSTATE) {
      return known.lives().retired().containsKey(name)
          ? Optional.empty()
          : Optional.of(name + " is not retired by a command" + near(known));
    }
    boolean renames = action == Action.RENAME || action == Action.MERGE;
    // results may wait under a name of which none was ever accepted
    boolean comes = action == Action.RENAME && (known.has(to) || known.listing().has(to));
    if (!known.has(name) && !comes) {
      return Optional.of("nothing is stored of a probe \"" + name + "\"" + near(known));
    }
    if (known.listing().has(name)) {
      return Optional.of(
          name
              + " is in probes.json, and what is listed counts: "
              + (renames ? "give the probe its new name there first" : "take it out there first"));
    }
    return switch (action) {
      case RETIRE, REINSTATE -> Optional.empty();
      case FORGET -> refusalToForget(known, now);
      case RENAME, MERGE -> refusalToRename(known);
    };
  }

  private Optional<String> refusalToForget(Known known, Instant now) {
    Instant heard = known.heard().get(name);
    Duration age = heard == null ? LATELY : Duration.between(heard, now);
    return age.compareTo(LATELY) >= 0
        ? Optional.empty()
        : Optional.of(
            name
                + " posted "
                + Durations.format(Duration.ofSeconds(Math.max(0, age.toSeconds())))
                + " ago and would come back: stop its daemon, wait for "
                + Durations.format(LATELY)
                + ", or rename it in its daemon.json");
  }

  private Optional<String> refusalToRename(Known known) {
    if (!Names.isName(to)) {
      return Optional.of("\"" + to + "\" is no probe's name: " + Names.ALLOWED);
    }
    if (to.equals(name)) {
      return Optional.of(name + " has that name");
    }
    if (action == Action.MERGE && !known.has(to)) {
      return Optional.of(
          "nothing is stored of a probe \"" + to + "\" to merge with; 'rename' needs none");
    }
    Instant last = known.heard().get(name);
    Instant began = known.began().get(to);
    boolean took = began != null && last != null && !began.isBefore(last);
    return action == Action.MERGE || !known.has(to) || !known.has(name) || took
        ? Optional.empty()
        : Optional.of(
            to
                + " has a history of its own, from before "
                + name
                + " ended; if they are one probe's, join them with 'merge "
                + name
                + " "
                + to
                + "', which can't be undone");
  }

  private String near(Known known) {
    Set<String> names = new TreeSet<>(known.heard().keySet());
    names.addAll(known.measured());
    return Spelling.nearest(name, names)
        .map(nearest -> " (did you mean \"" + nearest + "\"?)")
        .orElse("; 'ixpqos collector probe list' names those that are known");
  }
}
