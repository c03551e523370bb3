package org.ixpqos.daemon.upload;

import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.WireForm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The form in which one collector gets its uploads: JSON, until its answers announce that it takes
 * columns. Its owner's thread alone uses it.
 */
final class AgreedForm {
  private static final Logger log = LoggerFactory.getLogger(AgreedForm.class);

  /**
   * After a refusal: a proxy in between may refuse what the collector announces, and an upload that
   * is refused costs a request.
   */
  private static final long PAUSE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Collector collector;
  private final Timekeeper time;
  private WireForm form = WireForm.JSON;
  private boolean wasRefused;
  private long refusedNanos;

  AgreedForm(Collector collector, Timekeeper time) {
    this.collector = collector;
    this.time = time;
  }

  /** The form of the next request. */
  WireForm next() {
    return form;
  }

  /**
   * Whether the request was refused for its form, so that nothing of it is stored: that form is
   * then not the next one. A collector that takes the form says so with each refusal; one that was
   * set back to an earlier version, or a proxy, does not.
   */
  boolean isRefused(Response response) {
    boolean isAnnounced = WireForm.COLUMNS.isIn(response.headers(WireForm.ACCEPT_POST));
    int code = response.code();
    boolean ofRequest = code >= 400 && code < 500 && code != 408 && code != 413 && code != 429;
    if (isColumns(response.request().body()) && ofRequest && (code == 415 || !isAnnounced)) {
      wasRefused = true;
      refusedNanos = time.nanoTime();
      take(WireForm.JSON);
      return true;
    }
    if (code == 200) {
      take(isAnnounced && !collector.compat() && !isPause() ? WireForm.COLUMNS : WireForm.JSON);
    }
    return false;
  }

  private boolean isPause() {
    return wasRefused && time.nanoTime() - refusedNanos < PAUSE_NANOS;
  }

  private static boolean isColumns(RequestBody body) {
    MediaType type = body == null ? null : body.contentType();
    return type != null && type.toString().equals(WireForm.COLUMNS.mediaType());
  }

  private void take(WireForm next) {
    if (next != form) {
      form = next;
      log.info(
          "uploads have another form collector={} type={}", collector.name(), next.mediaType());
    }
  }
}
