package org.ixpqos.engine;

import java.time.Duration;

/**
 * Sends ICMP echoes to many peers at once and reports the outcome of each packet.
 *
 * <p>Every method may be called from any thread and none waits for the network. The caller receives
 * finished rounds by {@link #poll}: no code of a caller ever runs on the engine's own thread.
 */
public interface EchoEngine extends AutoCloseable {
  /**
   * Starts a round. It is finished, and comes out of {@link #poll} once, when its last packet has
   * an outcome, and {@link EngineSettings#lingerNanos} later when all were answered, for the sake
   * of duplicates.
   *
   * @throws EngineFullException when as many rounds as the engine has room for are in flight or
   *     wait to be polled; nothing was sent
   * @throws EngineStoppedException when the engine was closed
   */
  EchoRound start(EchoRequest request) throws EngineFullException;

  /**
   * The next finished round, in the order of finishing.
   *
   * @return null when none finished within the time
   */
  EchoRound poll(Duration wait) throws InterruptedException;

  /** The engine's counts since it was opened, and its state. */
  EngineStatus status();

  /**
   * Ends all rounds: nothing more is sent, packets in flight are waited for until their timeout but
   * no longer than {@code drain} in all, and the finished rounds can still be polled.
   */
  void stop(Duration drain);

  /** Closes the sockets. Stops at once when {@link #stop} was not called. */
  @Override
  void close();
}
