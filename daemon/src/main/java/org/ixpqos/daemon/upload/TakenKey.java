package org.ixpqos.daemon.upload;

import java.io.IOException;
import java.util.Optional;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that a collector accepted last: while a key is changed at both ends, the old or the new
 * one is refused for some time. Owned by the uploader's thread.
 */
final class TakenKey {
  private static final Logger log = LoggerFactory.getLogger(TakenKey.class);

  private final Collector collector;
  private Optional<String> taken = Optional.empty();
  private String reported = "";

  TakenKey(Collector collector) {
    this.collector = collector;
  }

  /**
   * The key of the file, or the key accepted last while the file holds none: an editor may be
   * writing it.
   *
   * @throws IOException there is none that can be used
   */
  Optional<String> first(CollectorHttp http) throws IOException {
    try {
      return http.key();
    } catch (IOException e) {
      if (taken.isEmpty()) {
        throw e;
      }
      return taken;
    }
  }

  /** The key to try when the collector refuses one: the key that it accepted before. */
  Optional<String> other(Optional<String> refused) {
    return refused.equals(taken) ? Optional.empty() : taken;
  }

  /** The collector accepted the key. */
  void taken(Optional<String> key, Optional<String> first) {
    if (key.equals(first)) {
      if (!reported.isEmpty() && !key.equals(taken)) {
        log.info("the collector takes the new key collector={}", collector.name());
      }
      reported = "";
      taken = key;
    } else if (!reported.equals(first.orElse(""))) {
      reported = first.orElse("");
      log.warn(
          "the collector does not take the key in {}, and still takes the one before it: create the"
              + " new one there, or put the right one here collector={}",
          collector.keyFile(),
          collector.name());
    }
  }
}
