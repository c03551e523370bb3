package org.ixpqos.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that can't be used, with all its problems. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  // Error Prone: exceptions are Serializable, this one is never serialized
  @SuppressWarnings("serial")
  private final List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
