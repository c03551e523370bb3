package org.ixpqos.collector.sink;

/** Told what sinks do; called by any thread. */
public interface SinkListener {
  /** What can become of a point: it was written, refused by the engine, or never offered. */
  enum Points {
    WRITTEN,
    REFUSED,
    DROPPED
  }

  /** A request was answered, or not; {@code outcome} is one word. */
  void requested(String sink, String outcome);

  /** So many more points ended so. */
  void ended(String sink, Points how, long count);
}
