package org.ixpqos.model.wire;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.Optional;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;

/**
 * Reads what {@link WireCodec} encoded as a part of an upload, to write it in another form. Empty
 * where that would not be the same: a later version may have encoded it, and this one would lose
 * what it does not know.
 */
public final class EncodedParts {
  private EncodedParts() {}

  public static Optional<RoundResult> row(String json) {
    return whole(json, fields -> new RoundResultReader(fields).read(Instant.EPOCH))
        .filter(row -> !row.time().equals(Instant.EPOCH));
  }

  public static Optional<Gap> gap(String json) {
    return whole(json, fields -> new GapReader(fields).read());
  }

  private interface Part<T> {
    T read(JsonFields fields) throws IOException;
  }

  private static <T> Optional<T> whole(String text, Part<T> part) {
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      JsonFields fields = new JsonFields(json, new MemberNames.Nested());
      T read = part.read(fields);
      return fields.hasSkipped() ? Optional.empty() : Optional.ofNullable(read);
    } catch (IOException | IllegalStateException e) {
      return Optional.empty();
    }
  }
}
