package org.ixpqos.daemon.upload;

import java.io.IOException;
import java.util.Optional;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that a collector took last: while a key is changed here and there, one of the two is not
 * taken yet, or not any more. Owned by the uploader's thread.
 */
final class TakenKey {
  private static final Logger log = LoggerFactory.getLogger(TakenKey.class);

  private final Collector collector;
  private Optional<String> taken = Optional.empty();
  private String told = "";

  TakenKey(Collector collector) {
    this.collector = collector;
  }

  /**
   * The key of the file, or the one that was taken last while the file holds none: an editor may be
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

  /** What is tried when the collector does not take a key: the one that it took before. */
  Optional<String> other(Optional<String> refused) {
    return refused.equals(taken) ? Optional.empty() : taken;
  }

  /** The collector took it. */
  void taken(Optional<String> key, Optional<String> first) {
    if (key.equals(first)) {
      if (!told.isEmpty() && !key.equals(taken)) {
        log.info("the collector takes the new key collector={}", collector.name());
      }
      told = "";
      taken = key;
    } else if (!told.equals(first.orElse(""))) {
      told = first.orElse("");
      log.warn(
          "the collector does not take the key in {}, and still takes the one before it: create the"
              + " new one there, or put the right one here collector={}",
          collector.keyFile(),
          collector.name());
    }
  }
}
