package org.ixpqos.collector.model;

/**
 * A read took longer than {@link ReadLimit} allows. Unchecked: any read may end so, and only the
 * setter of the limit handles it.
 */
public final class ReadTooLongException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ReadTooLongException() {
    super("it takes too long to read");
  }
}
