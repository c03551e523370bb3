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
 * Says what keeps packets from leaving this host: a line for each cause, however many peers it is
 * of, and another when it is over. A peer has a cause as long as it ends half of a round's packets.
 *
 * <p>Safe for use by any thread. {@link #recorded} is called by the recorder, which waits for
 * nothing here; the lines are written by {@link #look}.
 */
public final class SendTroubles {
  private static final Logger log = LoggerFactory.getLogger(SendTroubles.class);

  private record Key(String target, int proto, String schedule) {
    @Override
    public String toString() {
      return target + "/IPv" + proto + " of " + schedule;
    }
  }

  /** A cause that some peer has or had since it was last said to be over. */
  private static final class Course {
    final Set<Key> peers = new HashSet<>();
    Key first;
    int said;
  }

  /**
   * A cause as it is now.
   *
   * @param peers how many peers and entries have it
   * @param example one of them
   * @param advice what mends it
   */
  public record Trouble(String cause, int peers, String example, String advice) {}

  private final Map<String, Course> courses = new TreeMap<>(); // guarded by this

  /** A round's row was recorded. */
  public synchronized void recorded(RoundResult row) {
    Key key = new Key(row.target(), row.proto(), row.schedule());
    Optional<String> cause = cause(row);
    if (cause.isEmpty() && row.reasons().stream().anyMatch(r -> SendCause.isTold(r.reason()))) {
      return; // it says nothing of the way out
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
        .filter(reason -> !reason.state().equals("lost") && !SendCause.isTold(reason.reason()))
        .filter(reason -> 2 * reason.count() >= row.packets().scheduled())
        .map(Reason::reason)
        .findFirst();
  }

  /** Says what is new. */
  public synchronized void look() {
    courses.forEach(
        (cause, course) -> {
          int peers = course.peers.size();
          if (peers >= 2 * Math.max(1, course.said) || (peers > 0 && course.said == 0)) {
            log.warn(
                "packets do not leave this host, {} cause={} peers={} first=\"{}\"",
                SendCause.advice(cause),
                cause,
                peers,
                course.first);
            course.said = peers;
          } else if (peers == 0 && course.said > 0) {
            log.info("packets leave this host again cause={} first=\"{}\"", cause, course.first);
          }
        });
    courses.values().removeIf(course -> course.peers.isEmpty());
  }

  /** What there is now. */
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

  /** Forgets what a configuration no longer measures. */
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
