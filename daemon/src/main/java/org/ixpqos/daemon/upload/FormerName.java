package org.ixpqos.daemon.upload;

import java.util.ArrayList;
import java.util.List;
import org.ixpqos.config.Counted;
import org.ixpqos.service.delivery.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results that were measured under a former name of this probe, and that the collector does not
 * accept from its present one: they are kept and offered again, and delay no others.
 *
 * <p>Owned by the uploader's thread; {@link #text} may be called by any.
 */
final class FormerName {
  private static final Logger log = LoggerFactory.getLogger(FormerName.class);

  private final String collector;
  private volatile String name = "";
  private volatile String present = "";

  FormerName(String collector) {
    this.collector = collector;
  }

  /** The collector refused results under a name; returns whether to postpone or to refuse them. */
  Outcome refused(String source, String own, int results, String reason) {
    if (!name.equals(source)) {
      name = source;
      present = own;
      log.warn(
          "results wait that were measured under this probe's former name, the collector does not"
              + " take them from the present one; they are kept and offered again: {}"
              + " collector={} reason=\"{}\"",
          advice(),
          collector,
          reason);
    }
    List<Outcome.Rejected> later = new ArrayList<>();
    for (int i = 0; i < results; i++) {
      later.add(new Outcome.Rejected(i, reason, true));
    }
    return new Outcome.Taken(later);
  }

  /** Whether results under a name wait until the collector accepts them. */
  boolean isOf(String source) {
    return !name.isEmpty() && name.equals(source);
  }

  /** The collector accepted results under a name. */
  void taken(String source) {
    if (name.equals(source)) {
      name = "";
      log.info(
          "the collector takes the results under this probe's former name collector={} name={}",
          collector,
          source);
    }
  }

  private String advice() {
    return "run 'ixpqos collector probe rename " + name + " " + present + "' on the collector";
  }

  /** What waits, and the remedy; empty when nothing waits. */
  String text(long results) {
    return name.isEmpty() || results == 0
        ? ""
        : Counted.of(results, "result")
            + " of this probe's former name "
            + name
            + Counted.noun(results, " waits", " wait")
            + ": "
            + advice();
  }
}
