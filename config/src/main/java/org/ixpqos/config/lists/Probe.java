package org.ixpqos.config.lists;

import java.util.List;
import java.util.Map;

/**
 * One address of a probe host, an entry of {@code probes.json}. A host with both families has two
 * entries of the same name.
 *
 * @param name the probe's name; with {@code proto} it identifies the entry
 * @param proto IP version, 4 or 6
 * @param address an address of that family, link-local with its scope ({@code fe80::1%eth0}), or a
 *     host name, resolved to that family
 * @param site where it stands; empty when not given
 * @param groups names that a schedule's {@code @group} selects
 * @param labels the operator's own notes, handed on untouched
 */
public record Probe(
    String name,
    int proto,
    String address,
    String site,
    List<String> groups,
    Map<String, String> labels) {
  public Probe {
    groups = List.copyOf(groups);
    labels = Map.copyOf(labels);
  }

  /** The entry's identity. */
  public Key key() {
    return new Key(name, proto);
  }

  /** What a probe's entry is known by. */
  public record Key(String name, int proto) {
    @Override
    public String toString() {
      return name + "/IPv" + proto;
    }
  }
}
