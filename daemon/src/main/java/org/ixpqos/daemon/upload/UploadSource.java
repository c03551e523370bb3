package org.ixpqos.daemon.upload;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.Buffer.Batch;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.service.delivery.DeliveryBatch;
import org.ixpqos.service.delivery.DeliverySource;
import org.ixpqos.service.delivery.Settlement;
import org.ixpqos.service.delivery.Settlement.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries in the buffer that wait for one collector: fresh entries and the backlog of an outage
 * alternate, and the backlog is sent at a bounded rate. Owned by the uploader's thread.
 */
final class UploadSource implements DeliverySource<UploadItem> {
  /** The maximum of entries in a request; an original collector takes one. */
  static final int MAX_ROWS = 1_000;

  private static final Logger log = LoggerFactory.getLogger(UploadSource.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Collector collector;
  private final Buffer buffer;
  private final int backlogRate;
  private final ClockRefusals clockRefusals;
  private final FormerName former;
  private final UploadCounts counts;
  private boolean backlogFirst;
  private long backlogAllowedAt = System.nanoTime();

  /**
   * Reads nothing yet.
   *
   * @param backlogRate entries a second
   */
  UploadSource(
      Collector collector,
      Buffer buffer,
      int backlogRate,
      ClockRefusals clockRefusals,
      FormerName former,
      UploadCounts counts) {
    this.collector = collector;
    this.buffer = buffer;
    this.backlogRate = backlogRate;
    this.clockRefusals = clockRefusals;
    this.former = former;
    this.counts = counts;
  }

  @Override
  public Optional<Uploading> next() throws InterruptedException {
    while (true) {
      if (clockRefusals.isDue()) {
        buffer.release(collector.name());
      }
      long wait = backlogAllowedAt - System.nanoTime();
      Optional<Batch> next =
          buffer.next(
              collector.name(), backlogFirst && wait <= 0, collector.compat() ? 1 : MAX_ROWS);
      if (next.isEmpty() || !next.get().backlog() || wait <= 0) {
        // they alternate, so that neither starves
        next.ifPresent(batch -> backlogFirst = !batch.backlog());
        return next.map(Uploading::new);
      }
      buffer.awaitAppend(wait);
    }
  }

  @Override
  public void awaitMore() throws InterruptedException {
    buffer.awaitAppend(LOOK_NANOS);
  }

  @Override
  public void fellBehind() {
    buffer.fellBehind(collector.name());
  }

  /** From now on the given batch. */
  final class Uploading implements DeliveryBatch<UploadItem> {
    private final Batch batch;
    private final long beganNanos = System.nanoTime();

    private Uploading(Batch batch) {
      this.batch = batch;
    }

    /** An original collector knows no gaps. */
    @Override
    public List<UploadItem> items() {
      return batch.entries().stream()
          .filter(entry -> !collector.compat() || entry.entry().kind() == BufferEntry.Kind.ROW)
          .map(entry -> new UploadItem(batch, entry))
          .toList();
    }

    @Override
    public void settle(Settlement<UploadItem> settlement) {
      List<Buffer.Refused> poisoned =
          settlement.refused().stream()
              .map(each -> new Buffer.Refused(each.item().entry(), each.reason()))
              .toList();
      List<Refusal<UploadItem>> postponed = settlement.postponed();
      buffer.acknowledge(
          batch, poisoned, postponed.stream().map(each -> each.item().entry()).toList());
      if (batch.backlog()) {
        backlogAllowedAt =
            beganNanos + TimeUnit.SECONDS.toNanos(1) * batch.entries().size() / backlogRate;
      }
      if (!postponed.isEmpty() && former.isOf(batch.source())) {
        log.debug("results of a former name wait collector={}", collector.name());
      } else if (!postponed.isEmpty()) {
        clockRefusals.refused(postponed.size(), postponed.get(0).reason());
      } else if (buffer.status().postponed().getOrDefault(collector.name(), 0L) == 0) {
        clockRefusals.allTaken();
      }
      if (!poisoned.isEmpty()) {
        counts.refused(poisoned.size());
        log.warn(
            "the collector refused rows, they are in quarantine: see 'ixpqos buffer quarantine'"
                + " collector={} rows={} first_reason={}",
            collector.name(),
            poisoned.size(),
            poisoned.get(0).reason());
      }
    }
  }
}
