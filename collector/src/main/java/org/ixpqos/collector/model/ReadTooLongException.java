package org.ixpqos.collector.model;

/**
 * A reading took longer than {@link ReadLimit} lets it. Unchecked: any reading may end so, and only
 * who set the limit deals with its end.
 */
public final class ReadTooLongException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ReadTooLongException() {
    super("it takes too long to read");
  }
}
