package org.ixpqos.config;

/**
 * A value that a parser refuses; the message is the reason, a sentence fragment for the operator.
 */
public final class RefusedValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public RefusedValueException(String why) {
    super(why);
  }
}
