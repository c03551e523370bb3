package org.ixpqos.config;

/** A value that a parser refuses, and why: a sentence fragment for who edits the file. */
public final class RefusedValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public RefusedValueException(String why) {
    super(why);
  }
}
