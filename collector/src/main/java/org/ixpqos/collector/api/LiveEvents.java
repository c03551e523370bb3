package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.EventStreams;
import org.ixpqos.collector.live.LiveMesh;
import org.ixpqos.collector.live.MeshCell;
import org.ixpqos.collector.model.CommitListener;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GET data/live: sends the newest rounds to open pages as they are stored.
 *
 * <p>Events: {@code rounds}, {@code {"source", "rounds": [[target, proto, schedule, time, loss,
 * median, hindered], …]}}, the newest of their pairs, time in milliseconds since 1970; and {@code
 * beat}, {@code {"server_time"}}, so that a page knows that the connection is alive.
 *
 * <p>The beats are sent by the thread {@code live}, the rounds by the thread that announces
 * commits. Neither waits for a page.
 */
public final class LiveEvents implements CommitListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveEvents.class);
  private static final long BEAT_S = 4;

  private final LiveMesh mesh;
  private final Clock clock;

  /** Separate limits for readers and for the public page. */
  private final EventStreams streams = new EventStreams(100);

  private final EventStreams publicStreams = new EventStreams(20);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "live"));

  /**
   * @param mesh receives each commit before this
   */
  public LiveEvents(LiveMesh mesh, Clock clock) {
    this.mesh = mesh;
    this.clock = clock;
    var unused = thread.scheduleAtFixedRate(this::beat, BEAT_S, BEAT_S, TimeUnit.SECONDS);
  }

  /** For readers. */
  public Endpoint endpoint() {
    return streams;
  }

  /** Public. */
  public Endpoint publicEndpoint() {
    return publicStreams;
  }

  @Override
  public void committed(ReceivedUpload received) {
    if (streams.count() + publicStreams.count() == 0) {
      return;
    }
    Upload upload = received.upload();
    Map<Pair, MeshCell> changed = new LinkedHashMap<>();
    for (int i = 0; i < upload.rows().size(); i++) {
      RoundResult row = upload.rows().get(i);
      Pair pair = received.pairs().get(i);
      mesh.newest(pair, row).ifPresent(cell -> changed.put(pair, cell));
    }
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
   * @param open whether it is public: then without the probe's health
   */
  private static void write(
      JsonWriter json, String source, Map<Pair, MeshCell> changed, boolean open)
      throws IOException {
    json.beginObject().name("source").value(source).name("rounds").beginArray();
    for (Map.Entry<Pair, MeshCell> entry : changed.entrySet()) {
      Pair pair = entry.getKey();
      MeshCell round = entry.getValue();
      json.beginArray().value(pair.target()).value(pair.proto()).value(pair.schedule());
      json.value(round.time().toEpochMilli()).value(round.loss()).value(round.median());
      json.value(round.hindered() && !open).endArray();
    }
    json.endArray().endObject();
  }

  private void beat() {
    try {
      byte[] beat =
          EventStreams.event(
              "beat",
              json(
                  json ->
                      json.beginObject()
                          .name("server_time")
                          .value(WireTime.format(clock.instant()))
                          .endObject()));
      List.of(streams, publicStreams).forEach(each -> each.send(beat));
    } catch (RuntimeException | Error e) {
      // an exception would end the beats
      log.error("pages were not sent a beat, that is tried again in {} s", BEAT_S, e);
    }
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

  /** Ends the streams, for which a stopping server would wait; sends nothing more. */
  @Override
  public void close() {
    thread.shutdownNow();
    streams.close();
    publicStreams.close();
  }
}
