package org.ixpqos.collector.live;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ixpqos.collector.http.EventStreams;
import org.ixpqos.collector.store.Intake;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.Received;
import org.ixpqos.collector.store.StoreFullException;
import org.ixpqos.collector.store.Stored;
import org.ixpqos.wire.Upload;
import org.ixpqos.wire.WireTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands uploads on to the store, and tells pages what was stored, on a thread of its own: neither
 * the store nor an upload waits for a page.
 *
 * <p>Events: {@code rounds}, {@code {"source", "rounds": [[target, proto, schedule, time, loss,
 * median, hindered], …]}}, the newest of their pairs, time in milliseconds since 1970; and {@code
 * beat}, {@code {"server_time"}}, so that a page knows that nothing came because there is nothing.
 */
public final class LiveUpdates implements Intake, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveUpdates.class);
  private static final long BEAT_S = 4;

  /** Uploads that may wait to be told; the beats of a page that misses some let it read anew. */
  private static final int MOST_WAITING = 1_000;

  private final Intake store;
  private final LiveMesh mesh;
  private final EventStreams streams;
  private final ScheduledThreadPoolExecutor thread;
  private final AtomicBoolean behind = new AtomicBoolean();

  public LiveUpdates(Intake store, LiveMesh mesh, EventStreams streams, Clock clock) {
    this.store = store;
    this.mesh = mesh;
    this.streams = streams;
    this.thread = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "live"));
    // an upload that ends while the collector stops is stored, and nobody is there to be told
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    var unused =
        thread.scheduleAtFixedRate(
            () -> quietly(() -> beat(clock)), BEAT_S, BEAT_S, TimeUnit.SECONDS);
  }

  @Override
  public CompletableFuture<Stored> store(Received received) throws StoreFullException {
    return store
        .store(received)
        .thenApply(
            stored -> {
              if (stored.accepted() > 0) {
                tellSoon(received.upload());
              }
              return stored;
            });
  }

  private void tellSoon(Upload upload) {
    if (thread.getQueue().size() < MOST_WAITING) {
      behind.set(false);
      thread.execute(() -> quietly(() -> tell(upload)));
    } else if (behind.compareAndSet(false, true)) {
      log.warn(
          "more is stored than pages can be told, they show some rounds only when they are read"
              + " anew; the collector's host is too slow for this mesh");
    }
  }

  /** What is not told is no reason to tell nothing more. */
  private static void quietly(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("pages were not told of what was stored; it is there when they are read anew", e);
    }
  }

  private void tell(Upload upload) {
    List<Pair> changed = mesh.add(upload);
    if (!changed.isEmpty() && streams.count() > 0) {
      streams.send("rounds", json(json -> write(json, upload.source(), changed)));
    }
  }

  private void write(JsonWriter json, String source, List<Pair> changed) throws IOException {
    json.beginObject().name("source").value(source).name("rounds").beginArray();
    for (Pair pair : changed) {
      NewestRound round = mesh.of(pair);
      if (round != null) {
        json.beginArray().value(pair.target()).value(pair.proto()).value(pair.schedule());
        json.value(round.time().toEpochMilli()).value(round.loss()).value(round.median());
        json.value(round.hindered()).endArray();
      }
    }
    json.endArray().endObject();
  }

  private void beat(Clock clock) {
    streams.send(
        "beat",
        json(
            json ->
                json.beginObject()
                    .name("server_time")
                    .value(WireTime.format(clock.instant()))
                    .endObject()));
  }

  private interface Body {
    void writeTo(JsonWriter json) throws IOException;
  }

  private static String json(Body body) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      body.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written but memory", e);
    }
    return text.toString();
  }

  /** Tells nothing more. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
