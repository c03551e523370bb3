package org.ixpqos.collector.life;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.collector.state.LiveFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which probes count, and their present names, in a running collector. Thread-safe. */
public final class ProbeLife {
  private static final Logger log = LoggerFactory.getLogger(ProbeLife.class);

  private final LivesFile file;
  private final LiveFile<Lives> lives;
  private final Supplier<Listing> listing;

  /**
   * Reads the decisions.
   *
   * @param listing the published lists
   */
  public ProbeLife(Path directory, Supplier<Listing> listing) {
    this.file = new LivesFile(directory);
    this.lives = file.live(ProbeLife::audit);
    this.listing = listing;
  }

  private static void audit(Lives before, Lives now) {
    for (Lives.Renamed one : now.renamed()) {
      if (!one.done() && !before.renamed().contains(one)) {
        log.info("probe renamed from={} to={}", one.from(), one.to());
      }
    }
    now.retired().keySet().stream()
        .filter(name -> !before.retired().containsKey(name))
        .forEach(name -> log.info("probe retired probe={}", name));
    before.retired().keySet().stream()
        .filter(name -> !now.retired().containsKey(name))
        .forEach(name -> log.info("probe retired no more probe={}", name));
    now.forgotten().keySet().stream()
        .filter(name -> !before.forgotten().containsKey(name))
        .forEach(name -> log.info("probe to be forgotten probe={}", name));
  }

  public Lives lives() {
    return lives.value();
  }

  /**
   * Finds the present name of a probe, by the decisions and lists of this moment. One call serves a
   * whole upload: each looks whether the files have changed.
   */
  public UnaryOperator<String> names() {
    Lives now = lives.value();
    Listing published = listing.get();
    return name -> now.current(name, published);
  }

  /** Whether a silent probe is reported: a listed one is, a retired one is not. */
  public boolean counts(String name) {
    Listing published = listing.get();
    return published.isPublished()
        ? published.has(name)
        : !lives.value().retired().containsKey(name);
  }

  /** The published lists. */
  public Listing listing() {
    return listing.get();
  }

  /** Applies a change that an administrator requested. */
  public void take(LifeChange change, Instant now) throws IOException {
    file.take(change, now);
  }

  /** The decision of a moment is done. */
  public void done(String name, Instant at) throws IOException {
    file.done(name, at);
  }
}
