package org.ixpqos.daemon.status;

import java.util.List;
import java.util.Map;

/**
 * The JSON of {@code /status}; times are ISO 8601 in UTC, milliseconds where the name ends in
 * {@code _ms}. Keys may be added; none changes its meaning.
 */
public record DaemonStatus(
    String name,
    String version,
    long pid,
    String started_at,
    String state,
    Clock clock,
    Configured configuration,
    Scheduler scheduler,
    Engine engine,
    Buffered buffer,
    List<Delivery> collectors,
    List<NotSent> not_sent,
    List<Peer> peers) {

  public record Configured(
      String directory, String version, String loaded_at, List<String> problems) {}

  public record Scheduler(boolean running, long lag_ms, String last_firing, List<Next> entries) {}

  public record Next(String entry, int peers, String next) {}

  public record Engine(
      long heartbeat_age_ms,
      Map<String, String> sockets,
      long rounds_in_flight,
      Map<String, Long> packets,
      long duplicates,
      long strays,
      long refused,
      long local_drops,
      long clock_steps) {}

  public record Buffered(
      long entries,
      long bytes,
      String oldest,
      long dropped,
      long quarantined,
      long held_in_memory,
      String trouble) {}

  public record Delivery(
      String name,
      String url,
      long waiting,
      long requests,
      long accepted,
      long duplicates,
      long refused,
      int failures,
      String last_success,
      String trouble,
      long refused_for_time,
      long clock_ahead_ms,
      String clock) {}

  /** How far the host's clock can be trusted: unset, unconfirmed, confirmed or contradicted. */
  public record Clock(String now, String state, String trouble) {}

  /** Causes that keep packets from being sent. */
  public record NotSent(String cause, int peers, String example, String advice) {}

  public record Peer(
      String schedule,
      String name,
      int proto,
      String address,
      String time,
      long scheduled,
      long received,
      Double loss,
      Double median_ms,
      Double jitter_ms,
      String timestamps,
      String reason) {}
}
