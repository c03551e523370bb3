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
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.collector.model.UploadStore;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireTime;
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
public final class LiveUpdates implements UploadStore, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveUpdates.class);
  private static final long BEAT_S = 4;

  /** Uploads that may wait to be told; the beats of a page that misses some let it read anew. */
  private static final int MOST_WAITING = 1_000;

  private final UploadStore store;
  private final LiveMesh mesh;
  private final EventStreams streams;
  private final EventStreams publicStreams;
  private final ScheduledThreadPoolExecutor thread;
  private final AtomicBoolean behind = new AtomicBoolean();

  public LiveUpdates(
      UploadStore store,
      LiveMesh mesh,
      EventStreams streams,
      EventStreams publicStreams,
      Clock clock) {
    this.store = store;
    this.mesh = mesh;
    this.streams = streams;
    this.publicStreams = publicStreams;
    this.thread = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "live"));
    // an upload that ends while the collector stops is stored, and nobody is there to be told
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    var unused =
        thread.scheduleAtFixedRate(
            () -> quietly(() -> beat(clock)), BEAT_S, BEAT_S, TimeUnit.SECONDS);
  }

  @Override
  public CompletableFuture<StoredCounts> store(ReceivedUpload received) throws StoreFullException {
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
    if (changed.isEmpty()) {
      return;
    }
    if (streams.count() > 0) {
      streams.send("rounds", json(json -> write(json, upload.source(), changed, false)));
    }
    if (publicStreams.count() > 0) {
      publicStreams.send("rounds", json(json -> write(json, upload.source(), changed, true)));
    }
  }

  /**
   * @param open whether it is for everybody: then without how the probe itself was
   */
  private void write(JsonWriter json, String source, List<Pair> changed, boolean open)
      throws IOException {
    json.beginObject().name("source").value(source).name("rounds").beginArray();
    for (Pair pair : changed) {
      MeshCell round = mesh.of(pair);
      if (round != null) {
        json.beginArray().value(pair.target()).value(pair.proto()).value(pair.schedule());
        json.value(round.time().toEpochMilli()).value(round.loss()).value(round.median());
        json.value(round.hindered() && !open).endArray();
      }
    }
    json.endArray().endObject();
  }

  private void beat(Clock clock) {
    byte[] beat =
        EventStreams.event(
            "beat",
            json(
                json ->
                    json.beginObject()
                        .name("server_time")
                        .value(WireTime.format(clock.instant()))
                        .endObject()));
    streams.send(beat);
    publicStreams.send(beat);
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
