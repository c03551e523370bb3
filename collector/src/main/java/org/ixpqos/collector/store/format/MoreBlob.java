package org.ixpqos.collector.store.format;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;

/**
 * The fields of {@link RoundResult#more()} in a stored form: how many, and of each its number and
 * its value in {@linkplain RoundField#toSteps steps}.
 */
public final class MoreBlob {
  private MoreBlob() {}

  public static void write(BlobWriter out, Map<RoundField, Double> more) {
    Map<Integer, RoundField> ordered = new TreeMap<>();
    more.keySet().forEach(field -> ordered.put(field.storeNumber(), field));
    out.unsigned(ordered.size());
    ordered.forEach(
        (number, field) -> out.unsigned(number).unsigned(field.toSteps(more.get(field))));
  }

  /**
   * Reads what was written.
   *
   * @throws IllegalStateException a later version wrote it
   */
  public static Map<RoundField, Double> read(BlobReader in) {
    Map<RoundField, Double> more = new HashMap<>();
    for (long left = in.unsigned(); left > 0; left--) {
      RoundField field = RoundFields.stored((int) in.unsigned());
      more.put(field, field.ofSteps(in.unsigned()));
    }
    return more;
  }
}
