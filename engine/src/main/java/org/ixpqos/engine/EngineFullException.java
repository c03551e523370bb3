package org.ixpqos.engine;

/** There is no room for another round; nothing was sent. */
public final class EngineFullException extends Exception {
  private static final long serialVersionUID = 1;

  public EngineFullException(int rounds, long bytes) {
    super(
        "the engine holds "
            + rounds
            + " rounds already, and no more fit into its "
            + (bytes >> 20)
            + " MB");
  }
}
