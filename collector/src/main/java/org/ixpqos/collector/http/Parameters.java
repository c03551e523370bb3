package org.ixpqos.collector.http;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ixpqos.config.Durations;
import org.ixpqos.config.Spelling;
import org.ixpqos.model.wire.WireTime;

/** A query's parameters; an invalid one is answered 400 with the allowed values. */
public final class Parameters {
  private final Map<String, String> values;
  private final Set<String> known = new LinkedHashSet<>();

  Parameters(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** The parameters, in canonical order. */
  Map<String, String> all() {
    return values;
  }

  public Optional<String> text(String name) {
    known.add(name);
    return Optional.ofNullable(values.get(name));
  }

  public String requiredText(String name, String allowed) throws BadRequestException {
    Optional<String> text = text(name).filter(value -> !value.isEmpty());
    if (text.isEmpty()) {
      throw refuse(name, "nothing", allowed);
    }
    return text.get();
  }

  /** An IP version. */
  public Optional<Integer> proto() throws BadRequestException {
    Optional<String> text = text("proto");
    if (text.isPresent() && !text.get().equals("4") && !text.get().equals("6")) {
      throw refuse("proto", '"' + text.get() + '"', "4 or 6");
    }
    return text.map(Integer::valueOf);
  }

  /** A time that ends now. */
  public Duration range(Duration usual, Duration longest) throws BadRequestException {
    Optional<String> text = text("range");
    if (text.isEmpty()) {
      return usual;
    }
    Duration shortest = Duration.ofSeconds(10);
    return Durations.parse(text.get())
        .filter(range -> range.compareTo(shortest) >= 0 && range.compareTo(longest) <= 0)
        .orElseThrow(
            () ->
                refuse(
                    "range",
                    '"' + text.get() + '"',
                    "a whole number with s, m, h or d, from "
                        + Durations.format(shortest)
                        + " to "
                        + Durations.format(longest)));
  }

  /** One of a few texts. */
  public Optional<String> oneOf(String name, String... allowed) throws BadRequestException {
    Optional<String> text = text(name);
    if (text.isPresent() && !List.of(allowed).contains(text.get())) {
      throw refuse(name, '"' + text.get() + '"', String.join(", ", allowed));
    }
    return text;
  }

  /** A moment. */
  public Optional<Instant> time(String name) throws BadRequestException {
    Optional<String> text = text(name);
    Optional<Instant> time = text.flatMap(WireTime::parse);
    if (text.isPresent() && time.isEmpty()) {
      throw refuse(name, '"' + text.get() + '"', "a moment such as 2026-11-22T10:00:00Z");
    }
    return time;
  }

  /** Refuses parameters that contradict each other. */
  public static BadRequestException contradiction(String name, String found, String allowed) {
    return refuse(name, found, allowed);
  }

  /** Refuses parameters that the endpoint did not read. */
  public void finish() throws BadRequestException {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw refuse(
            name,
            "an unknown parameter"
                + Spelling.nearest(name, known)
                    .map(near -> " (did you mean \"" + near + "\"?)")
                    .orElse(""),
            known.isEmpty() ? "none" : String.join(", ", known));
      }
    }
  }

  private static BadRequestException refuse(String name, String found, String allowed) {
    return new BadRequestException(name + ": found " + found + "; allowed: " + allowed);
  }
}
