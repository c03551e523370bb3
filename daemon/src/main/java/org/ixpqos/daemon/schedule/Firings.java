package org.ixpqos.daemon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.model.Gap;
import org.ixpqos.model.clock.Timekeeper;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.TriggerListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When entries fire: a Quartz scheduler with one job an entry, in memory. A worker starts the
 * rounds and is free again; it never waits.
 *
 * <p>Configurations are applied by one thread at a time; the lock is this object's own.
 */
@SuppressWarnings("JavaUtilDate") // Quartz uses java.util.Date
public final class Firings implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Firings.class);

  /** A firing that is this late is skipped and recorded; a firing less late is done. */
  private static final long MISFIRE_MILLIS = 1_000;

  /** Quartz identifies schedulers by name, in the whole process. */
  private static final AtomicLong SCHEDULERS = new AtomicLong();

  /** The action of a firing. */
  public interface Rounds {
    /**
     * Starts a round to every peer of an entry.
     *
     * @param count echoes of each
     */
    void fire(Configuration configuration, ScheduleEntry entry, int count);
  }

  private final Scheduler scheduler;
  private final Rounds rounds;
  private final Consumer<Gap> missed;
  private final ClockSteps clockSteps;
  private final Timekeeper time;

  /**
   * Reschedules after a step, on its own thread: the thread that sees a step may hold a lock of the
   * scheduler.
   */
  private final ExecutorService follower =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread created = new Thread(task, "clock");
            created.setDaemon(true);
            return created;
          });

  private final Map<String, ScheduleEntry> applied = new HashMap<>();
  private volatile Configuration configuration;
  private final AtomicLong faults = new AtomicLong();
  private volatile long lagMillis;
  private volatile Instant lastFiring;

  /**
   * Fires nothing until it is started and a configuration applied.
   *
   * @param missed receives firings that did not take place
   */
  public Firings(Rounds rounds, Consumer<Gap> missed, ClockSteps clockSteps, Timekeeper time)
      throws SchedulerException {
    this.rounds = rounds;
    this.missed = missed;
    this.clockSteps = clockSteps;
    this.time = time;
    Properties properties = new Properties();
    properties.setProperty(
        "org.quartz.scheduler.instanceName", "ixpqos-" + SCHEDULERS.incrementAndGet());
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    properties.setProperty("org.quartz.jobStore.misfireThreshold", String.valueOf(MISFIRE_MILLIS));
    this.scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.setJobFactory((bundle, owner) -> new FiringJob());
    scheduler.getListenerManager().addTriggerListener(new Misfires());
    clockSteps.onStep(this::followClock);
  }

  public void start() throws SchedulerException {
    scheduler.start();
  }

  /**
   * Applies a configuration to the scheduler. Entries that did not change are not touched; a new or
   * changed one fires at once, with as many echoes as fit before its next firing.
   */
  public synchronized void apply(Configuration next) throws SchedulerException {
    configuration = next;
    Map<String, ScheduleEntry> wanted = new HashMap<>();
    next.enabled().forEach(entry -> wanted.put(entry.name(), entry));
    for (String name : List.copyOf(applied.keySet())) {
      if (!wanted.containsKey(name)) {
        scheduler.deleteJob(new JobKey(name));
        applied.remove(name);
        log.info("schedule entry removed entry={}", name);
      }
    }
    for (ScheduleEntry entry : next.enabled()) {
      ScheduleEntry before = applied.get(entry.name());
      if (entry.equals(before) && scheduler.checkExists(new JobKey(entry.name()))) {
        continue;
      }
      schedule(entry);
      applied.put(entry.name(), entry);
      log.info(
          "schedule entry {} entry={} peers={}",
          before == null ? "added" : "changed",
          entry.name(),
          next.peers(entry).size());
      try {
        fireUntilNext(entry);
      } catch (RuntimeException | Error e) {
        failed(entry.name(), e); // the other entries are applied all the same
      }
    }
  }

  private void schedule(ScheduleEntry entry) throws SchedulerException {
    scheduler.deleteJob(new JobKey(entry.name()));
    JobDetail job = JobBuilder.newJob(FiringJob.class).withIdentity(entry.name()).build();
    Trigger trigger = trigger(entry).forJob(job).build();
    scheduler.scheduleJob(job, trigger);
  }

  private TriggerBuilder<? extends Trigger> trigger(ScheduleEntry entry) {
    return Triggers.of(entry, configuration.daemon().name(), time.now());
  }

  /** The time until an entry's first regular firing is measured too, as far as echoes fit. */
  private void fireUntilNext(ScheduleEntry entry) {
    Optional<Instant> next = next(entry.name(), 1).stream().findFirst();
    if (next.isEmpty()) {
      return;
    }
    long fit =
        Duration.between(time.now(), next.get()).dividedBy(entry.echo().interval())
            - entry.echo().warmup();
    if (fit >= 1) {
      rounds.fire(configuration, entry, (int) Math.min(fit, entry.echo().count()));
    }
  }

  private void followClock() {
    try {
      follower.execute(this::clockStepped);
    } catch (RejectedExecutionException e) {
      log.debug("the clock was set while the daemon ends", e);
    }
  }

  /** The clock was set: firings at a time of day are due at another moment. */
  private synchronized void clockStepped() {
    for (ScheduleEntry entry : applied.values()) {
      try {
        if (!scheduler.isShutdown()) {
          scheduler.rescheduleJob(
              new TriggerKey(entry.name()),
              trigger(entry).forJob(new JobKey(entry.name())).build());
        }
      } catch (SchedulerException | RuntimeException e) {
        log.error(
            "an entry can't be laid out anew after the clock was set; restart the daemon entry={}",
            entry.name(),
            e);
      }
    }
  }

  /** The next times at which an entry fires. */
  public List<Instant> next(String entry, int most) {
    List<Instant> times = new ArrayList<>();
    try {
      Trigger trigger = scheduler.getTrigger(new TriggerKey(entry));
      Date time = trigger == null ? null : Triggers.nextFireTime(trigger);
      while (time != null && times.size() < most) {
        times.add(time.toInstant());
        time = trigger.getFireTimeAfter(time);
      }
    } catch (SchedulerException e) {
      log.warn(
          "the scheduler has no next time of an entry entry={} error={}", entry, e.getMessage());
    }
    return times;
  }

  /** How late the latest firing was, milliseconds. */
  public long lagMillis() {
    return lagMillis;
  }

  /** The time of the last firing. */
  public Optional<Instant> lastFiring() {
    return Optional.ofNullable(lastFiring);
  }

  /** Whether the scheduler runs. */
  public boolean running() {
    try {
      return scheduler.isStarted() && !scheduler.isShutdown();
    } catch (SchedulerException e) {
      return false;
    }
  }

  private void fire(String name, Instant scheduled) {
    clockSteps.look();
    Configuration now = configuration;
    Instant at = time.now();
    boolean skipped = clockSteps.skipping(scheduled).isPresent();
    lagMillis = skipped ? 0 : Math.max(0, Duration.between(scheduled, at).toMillis());
    lastFiring = at;
    now.enabled().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .ifPresent(entry -> rounds.fire(now, entry, entry.echo().count()));
  }

  private void failed(String name, Throwable e) {
    faults.incrementAndGet();
    log.error("a firing failed by a fault of the daemon's own; report it entry={}", name, e);
    Configuration current = configuration;
    int peers =
        current.enabled().stream()
            .filter(entry -> entry.name().equals(name))
            .mapToInt(entry -> current.peers(entry).size())
            .sum();
    Instant now = time.now().truncatedTo(ChronoUnit.MICROS);
    missed.accept(new Gap(now, now, Gap.FAULT, name, peers));
  }

  /** Firings that failed by a fault of the daemon's own; each is recorded as a gap. */
  public long faults() {
    return faults.get();
  }

  /** Starts a firing's rounds, on a Quartz worker. */
  @DisallowConcurrentExecution
  private final class FiringJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      try {
        fire(context.getJobDetail().getKey().getName(), context.getScheduledFireTime().toInstant());
      } catch (RuntimeException | Error e) {
        failed(context.getJobDetail().getKey().getName(), e);
      }
    }
  }

  /** Records firings that Quartz found too late to do. */
  private final class Misfires extends TriggerListenerSupport {
    @Override
    public String getName() {
      return "misfires";
    }

    @Override
    public void triggerMisfired(Trigger trigger) {
      try {
        misfired(trigger);
      } catch (RuntimeException | Error e) {
        failed(trigger.getKey().getName(), e);
      }
    }

    private void misfired(Trigger trigger) {
      Configuration current = configuration;
      Optional<ScheduleEntry> entry =
          current.enabled().stream()
              .filter(candidate -> candidate.name().equals(trigger.getKey().getName()))
              .findFirst();
      if (entry.isEmpty()) {
        return;
      }
      clockSteps.look();
      Instant now = time.now().truncatedTo(ChronoUnit.MICROS);
      MissedFirings.of(trigger, now, clockSteps)
          .ifPresent(found -> recordMissed(entry.get(), found));
    }

    private void recordMissed(ScheduleEntry entry, MissedFirings found) {
      log.warn(
          "firings were missed, the host was stopped or too busy: see its load entry={} since={}"
              + " firings={}",
          entry.name(),
          found.first(),
          found.firings());
      long lost = (long) found.firings() * configuration.peers(entry).size();
      missed.accept(new Gap(found.first(), found.until(), Gap.MISFIRED, entry.name(), lost));
    }
  }

  @Override
  public void close() throws SchedulerException {
    follower.shutdown();
    scheduler.shutdown(true);
  }
}
