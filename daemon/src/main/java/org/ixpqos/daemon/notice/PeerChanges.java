package org.ixpqos.daemon.notice;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ProbeList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how an edit of {@code probes.json} changes the peers: a line for each kind of change. */
public final class PeerChanges {
  private static final Logger log = LoggerFactory.getLogger(PeerChanges.class);
  private static final int SHOWN = 20;

  private PeerChanges() {}

  /** Compares the old list with the new one. */
  public static void log(ProbeList before, ProbeList next) {
    Map<Probe.Key, Probe> old = byKey(before);
    Map<Probe.Key, Probe> now = byKey(next);
    line("added", next.probes().stream().filter(probe -> !old.containsKey(probe.key())).toList());
    line(
        "removed",
        before.probes().stream().filter(probe -> !now.containsKey(probe.key())).toList());
    line(
        "changed",
        next.probes().stream().filter(probe -> moved(old.get(probe.key()), probe)).toList());
  }

  private static boolean moved(Probe before, Probe next) {
    return before != null && !before.address().equals(next.address());
  }

  private static Map<Probe.Key, Probe> byKey(ProbeList list) {
    return list.probes().stream()
        .collect(Collectors.toMap(Probe::key, Function.identity(), (first, second) -> first));
  }

  private static void line(String what, List<Probe> probes) {
    if (probes.isEmpty()) {
      return;
    }
    String names =
        probes.stream()
            .limit(SHOWN)
            .map(probe -> probe.key() + "=" + probe.address())
            .collect(Collectors.joining(" "));
    log.info(
        "probes {} count={} probes=\"{}{}\"",
        what,
        probes.size(),
        names,
        probes.size() > SHOWN ? " …" : "");
  }
}
