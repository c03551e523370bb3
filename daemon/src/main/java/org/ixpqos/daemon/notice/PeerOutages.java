package org.ixpqos.daemon.notice;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.ixpqos.config.Durations;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.model.RoundResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when a peer is lost and when it is back, for each schedule entry that measures it. It is
 * lost after {@link #EVIDENCE} packets in rounds that nothing replied to, and back after as many
 * replies in rounds with no more than half of the packets lost; what is between the two changes
 * nothing. Rounds that sent nothing do not count.
 *
 * <p>{@link #recorded} is the recorder's thread's, {@link #keepOnly} the reload's.
 */
public final class PeerOutages {
  private static final Logger log = LoggerFactory.getLogger(PeerOutages.class);

  /** Packets one after another: a round of a few is no evidence, one of sixty is. */
  static final int EVIDENCE = 5;

  private static final double WELL = 0.5;

  private record Key(String target, int proto, String schedule) {}

  /** One peer by one entry; guarded by the map's own lock on its key. */
  private static final class Course {
    private boolean lost;
    private Instant since; // the first round of the present run
    private long sinceNanos;
    private long packets; // lost in the outage, or in the run that may become one
    private long replies; // in the run that may end it
    private int outages;
  }

  private final LongSupplier nanoTime;
  private final Map<Key, Course> courses = new ConcurrentHashMap<>();

  /** The length of an outage is measured by a monotonic clock. */
  public PeerOutages(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A round's result was recorded. */
  public void recorded(RoundResult row) {
    if (row.loss() == null) {
      return;
    }
    Key key = new Key(row.target(), row.proto(), row.schedule());
    courses.compute(
        key,
        (k, known) -> {
          Course course = known == null ? new Course() : known;
          if (course.lost) {
            duringOutage(course, row);
          } else {
            outsideOfOutage(course, row);
          }
          return course;
        });
  }

  private void outsideOfOutage(Course course, RoundResult row) {
    if (row.packets().replied() > 0) {
      course.packets = 0;
      return;
    }
    if (course.packets == 0) {
      course.since = row.time();
      course.sinceNanos = nanoTime.getAsLong();
    }
    course.packets += row.packets().sent();
    if (course.packets >= EVIDENCE) {
      course.lost = true;
      course.replies = 0;
      course.outages++;
      log.warn(
          "peer lost peer={} proto={} schedule={} address={} since={} packets={} times={}",
          row.target(),
          row.proto(),
          row.schedule(),
          row.address(),
          course.since.truncatedTo(ChronoUnit.SECONDS),
          course.packets,
          course.outages);
    }
  }

  private void duringOutage(Course course, RoundResult row) {
    course.packets += row.packets().sent() - row.packets().replied();
    course.replies = row.loss() <= WELL ? course.replies + row.packets().replied() : 0;
    if (course.replies >= EVIDENCE) {
      log.info(
          "peer is back peer={} proto={} schedule={} address={} after={} packets_lost={} times={}",
          row.target(),
          row.proto(),
          row.schedule(),
          row.address(),
          Durations.format(
              Duration.ofNanos(nanoTime.getAsLong() - course.sinceNanos)
                  .truncatedTo(ChronoUnit.SECONDS)),
          course.packets,
          course.outages);
      course.lost = false;
      course.packets = 0;
    }
  }

  /** Removes pairs that a configuration no longer measures. */
  public void keepOnly(Configuration configuration) {
    Set<Key> wanted = new HashSet<>();
    for (ScheduleEntry entry : configuration.enabled()) {
      for (Probe peer : configuration.peers(entry)) {
        wanted.add(new Key(peer.name(), peer.proto(), entry.name()));
      }
    }
    courses.keySet().retainAll(wanted);
  }
}
