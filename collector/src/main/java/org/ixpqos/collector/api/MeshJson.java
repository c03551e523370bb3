package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ixpqos.collector.api.ProbeStates.PairState;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.incident.Thresholds.Rule;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ProbeList;

/** The common parts of the present and past mesh in JSON. */
final class MeshJson {
  static final List<PairState> STATES = List.of(PairState.values());

  private MeshJson() {}

  static void states(JsonWriter json) throws IOException {
    json.name("states").beginArray();
    for (PairState state : STATES) {
      json.value(JsonNumbers.word(state));
    }
    json.endArray();
  }

  /** The limits above which pairs stand out; nothing where they are the default. */
  static void thresholds(JsonWriter json, Thresholds thresholds) throws IOException {
    if (thresholds.isUsual()) {
      return;
    }
    json.name("thresholds").beginArray();
    for (Rule rule : thresholds.rules()) {
      json.beginObject();
      if (rule.schedule().isPresent()) {
        json.name("schedule").value(rule.schedule().get());
      }
      if (rule.group().isPresent()) {
        json.name("group").value(rule.group().get());
      }
      json.name("loss").value(rule.threshold().loss());
      json.name("times").value(rule.threshold().times());
      json.name("ms").value(rule.threshold().ms()).endObject();
    }
    json.endArray();
  }

  /**
   * The groups and labels of each probe, of both its entries.
   *
   * @param open whether it is public: then without labels, the operator's own notes
   */
  static Map<String, Notes> notes(ProbeList list, boolean open) {
    Map<String, Notes> notes = new TreeMap<>();
    for (Probe probe : list.probes()) {
      Notes its =
          notes.computeIfAbsent(probe.name(), any -> new Notes(new TreeSet<>(), new TreeMap<>()));
      its.groups().addAll(probe.groups());
      if (!open) {
        its.labels().putAll(probe.labels());
      }
    }
    return notes;
  }

  /** The probe's attributes in the list, without its site. */
  record Notes(Collection<String> groups, Map<String, String> labels) {
    void write(JsonWriter json) throws IOException {
      if (!groups.isEmpty()) {
        json.name("groups").beginArray();
        for (String group : groups) {
          json.value(group);
        }
        json.endArray();
      }
      if (!labels.isEmpty()) {
        json.name("labels").beginObject();
        for (Map.Entry<String, String> label : labels.entrySet()) {
          json.name(label.getKey()).value(label.getValue());
        }
        json.endObject();
      }
    }
  }

  /** The public part of a probe's state: whether it reports. */
  static String publicState(String state) {
    return switch (state) {
      case "reporting", "never", "retired" -> state;
      case "unknown" -> "reporting";
      default -> "silent";
    };
  }

  /** A value times a factor, rounded: integers are faster to write and read, and shorter. */
  static Long scaled(Double value, double times) {
    return value == null ? null : (Long) Math.round(value * times);
  }
}
