package org.ixpqos.collector.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.sink.SinkListener.Points;
import org.ixpqos.service.delivery.DeliveryBatch;
import org.ixpqos.service.delivery.DeliverySource;
import org.ixpqos.service.delivery.Settlement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outbox from one sink's position on, as lines. Owned by the sink's thread. */
final class SinkSource implements DeliverySource<String> {
  private static final Logger log = LoggerFactory.getLogger(SinkSource.class);

  /**
   * Entries are read until they have so many rounds; the last adds at most 1,000 from our daemons.
   */
  private static final int ENOUGH_ROUNDS = 4_000;

  private final String sink;
  private final Outbox outbox;
  private final SinkListener listener;
  private long position;
  private long keptPosition;

  /**
   * Begins at the sink's position.
   *
   * @throws StoreException its position can't be read
   */
  SinkSource(String sink, Outbox outbox, SinkListener listener) throws StoreException {
    this.sink = sink;
    this.outbox = outbox;
    this.listener = listener;
    this.position = outbox.positions().get(sink);
    this.keptPosition = position;
  }

  @Override
  public Optional<Lines> next() throws IOException, InterruptedException {
    Outbox.Batch batch;
    try {
      batch = outbox.next(position, ENOUGH_ROUNDS);
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (batch.through() == position) {
      keepPosition();
      return Optional.empty();
    }
    if (batch.unreadable() > 0) {
      log.error(
          "uploads that were to be written to a sink are damaged and left out; see to the store's"
              + " disk sink={} uploads={}",
          sink,
          batch.unreadable());
    }
    List<String> lines = new ArrayList<>();
    for (Outbox.Round round : batch.rounds()) {
      LineProtocol.line(round.pair().source(), round.row()).ifPresent(lines::add);
    }
    return Optional.of(new Lines(lines, batch.through()));
  }

  /** Written to the disk, unless uploads have precedence: then with the next. */
  private void keepPosition() throws IOException, InterruptedException {
    if (keptPosition == position) {
      return;
    }
    try {
      outbox.passed(sink, position);
      keptPosition = position;
    } catch (StoreFullException e) {
      log.debug("its position is kept with the next sink={}", sink, e);
    } catch (StoreException e) {
      throw new IOException("a sink's position can't be written: " + e.getMessage(), e);
    }
  }

  /** How many uploads wait, for the log. */
  String waitingUploads() {
    try {
      return String.valueOf(outbox.behind(position).entries());
    } catch (StoreException e) {
      log.debug("what waits can't be counted sink={}", sink, e);
      return "unknown";
    }
  }

  /** Some lines, and the position behind them. */
  final class Lines implements DeliveryBatch<String> {
    private final List<String> lines;
    private final long through;

    private Lines(List<String> lines, long through) {
      this.lines = List.copyOf(lines);
      this.through = through;
    }

    @Override
    public List<String> items() {
      return lines;
    }

    @Override
    public void settle(Settlement<String> settlement) throws IOException, InterruptedException {
      position = through;
      if (settlement.refusedCount() > 0) {
        listener.ended(sink, Points.REFUSED, settlement.refusedCount());
        log.warn(
            "a sink refuses points, which are left out; they stay in the store, see export in"
                + " ixpqos-collector(8) sink={} points={} of={} first=\"{}\"",
            sink,
            settlement.refusedCount(),
            lines.size(),
            first(settlement));
      }
      keepPosition();
    }

    private static String first(Settlement<String> settlement) {
      return settlement.refused().stream()
          .findFirst()
          .map(refusal -> refusal.reason() + ": " + refusal.item())
          .orElse(settlement.reason());
    }
  }
}
