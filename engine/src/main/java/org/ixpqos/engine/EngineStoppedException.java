package org.ixpqos.engine;

/** The engine was stopped or closed, or its loop died; nothing was sent. */
public final class EngineStoppedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public EngineStoppedException(Throwable cause) {
    super("the engine was stopped", cause);
  }
}
