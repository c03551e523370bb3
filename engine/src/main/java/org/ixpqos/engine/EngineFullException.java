package org.ixpqos.engine;

/** There is no room for another round; nothing was sent. */
public final class EngineFullException extends Exception {
  private static final long serialVersionUID = 1;

  public EngineFullException(int rounds) {
    super("the engine holds " + rounds + " rounds already, which is all it has room for");
  }
}
