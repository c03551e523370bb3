package org.ixpqos.daemon.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.engine.socket.Interfaces;
import org.ixpqos.model.IpAddresses;

/** Whether the interfaces that the configuration names exist. */
record SendingWays(Configuration configuration) implements Check {
  private static final String NAME = "interfaces";

  @Override
  public List<Finding> findings() {
    Set<String> named = new TreeSet<>();
    for (ScheduleEntry entry : configuration.enabled()) {
      named.add(entry.echo().networkInterface());
      for (Probe peer : configuration.peers(entry)) {
        String scope = IpAddresses.scope(peer.address());
        named.add(scope.matches("[0-9]*") ? "" : scope);
      }
    }
    named.remove("");
    List<Finding> findings = new ArrayList<>();
    for (String name : named) {
      if (Interfaces.index(name) == 0) {
        findings.add(
            Finding.problem(
                NAME,
                "there is no " + name,
                "nothing is sent by it: its packets are send errors",
                "ip link; and the name in probes.json or schedule.json"));
      }
    }
    return findings.isEmpty()
        ? List.of(
            Finding.ok(
                NAME,
                named.isEmpty() ? "none is named" : String.join(", ", named) + " can be sent by"))
        : List.copyOf(findings);
  }
}
