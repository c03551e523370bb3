package org.ixpqos.daemon.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.model.IpAddresses;

/** Whether two probes share an address; that two share a name is an error of the configuration. */
record DuplicateAddresses(ProbeList probes) implements Check {
  private static final String NAME = "duplicates";

  @Override
  public List<Finding> findings() {
    Map<String, TreeSet<String>> names = new LinkedHashMap<>();
    for (Probe probe : probes.probes()) {
      names
          .computeIfAbsent(IpAddresses.canonical(probe.address()), address -> new TreeSet<>())
          .add(probe.name());
    }
    List<Finding> findings =
        names.entrySet().stream()
            .filter(entry -> entry.getValue().size() > 1)
            .map(entry -> shared(entry.getKey(), entry.getValue()))
            .toList();
    return findings.isEmpty()
        ? List.of(Finding.ok(NAME, "no two probes share a name or an address"))
        : findings;
  }

  private static Finding shared(String address, TreeSet<String> names) {
    return Finding.problem(
        NAME,
        String.join(" and ", names) + " are both " + address + " in probes.json",
        "one host is measured under two names, and the other not at all",
        "give each its own address in probes.json; 'ixpqos ping "
            + address
            + "' shows which host answers");
  }
}
