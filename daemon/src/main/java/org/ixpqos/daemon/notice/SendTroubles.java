package org.ixpqos.daemon.notice;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the causes that keep packets from being sent: a line for each cause, for any number of
 * peers, and another when it is over. A peer has a cause as long as it ends half of a round's
 * packets.
 *
 * <p>Safe for use by any thread. {@link #recorded} is called by the recorder and never waits;
 * {@link #look} writes the lines.
 */
public final class SendTroubles {
  private static final Logger log = LoggerFactory.getLogger(SendTroubles.class);

  private record Key(String target, int proto, String schedule) {
    @Override
    public String toString() {
      return target + "/IPv" + proto + " of " + schedule;
    }
  }

  /** A cause that some peer has or had since its end was last logged. */
  private static final class Course {
    final Set<Key> peers = new HashSet<>();
    Key first;
    int logged;
  }

  /**
   * A cause as it is now.
   *
   * @param peers how many peers and entries have it
   * @param example one of them
   * @param advice the remedy
   */
  public record Trouble(String cause, int peers, String example, String advice) {}

  private final Map<String, Course> courses = new TreeMap<>(); // guarded by this

  /** A round's result was recorded. */
  public synchronized void recorded(RoundResult row) {
    Key key = new Key(row.target(), row.proto(), row.schedule());
    Optional<String> cause = cause(row);
    if (cause.isEmpty()
        && row.reasons().stream().anyMatch(r -> SendCause.isLoggedElsewhere(r.reason()))) {
      return; // it is no statement about sending
    }
    courses.forEach(
        (name, course) -> {
          if (!cause.equals(Optional.of(name))) {
            course.peers.remove(key);
          }
        });
    if (cause.isPresent()) {
      Course course = courses.computeIfAbsent(cause.get(), name -> new Course());
      course.first = course.first == null ? key : course.first;
      course.peers.add(key);
    }
  }

  private static Optional<String> cause(RoundResult row) {
    return row.reasons().stream()
        .filter(
            reason ->
                !reason.state().equals("lost") && !SendCause.isLoggedElsewhere(reason.reason()))
        .filter(reason -> 2 * reason.count() >= row.packets().scheduled())
        .map(Reason::reason)
        .findFirst();
  }

  /** Logs what changed. */
  public synchronized void look() {
    courses.forEach(
        (cause, course) -> {
          int peers = course.peers.size();
          if (peers >= 2 * Math.max(1, course.logged) || (peers > 0 && course.logged == 0)) {
            log.warn(
                "packets do not leave this host, {} cause={} peers={} first=\"{}\"",
                SendCause.advice(cause),
                cause,
                peers,
                course.first);
            course.logged = peers;
          } else if (peers == 0 && course.logged > 0) {
            log.info("packets leave this host again cause={} first=\"{}\"", cause, course.first);
          }
        });
    courses.values().removeIf(course -> course.peers.isEmpty());
  }

  /** The present causes. */
  public synchronized List<Trouble> list() {
    List<Trouble> troubles = new ArrayList<>();
    courses.forEach(
        (cause, course) -> {
          if (!course.peers.isEmpty()) {
            Key example = course.peers.iterator().next();
            troubles.add(
                new Trouble(
                    cause, course.peers.size(), example.toString(), SendCause.advice(cause)));
          }
        });
    return troubles;
  }

  /** Removes pairs that a configuration no longer measures. */
  public synchronized void keepOnly(Configuration configuration) {
    Set<Key> wanted = new HashSet<>();
    for (ScheduleEntry entry : configuration.enabled()) {
      for (Probe peer : configuration.peers(entry)) {
        wanted.add(new Key(peer.name(), peer.proto(), entry.name()));
      }
    }
    courses.values().forEach(course -> course.peers.retainAll(wanted));
  }
}
