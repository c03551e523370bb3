package org.ixpqos.collector.sink;

/** Receives the events of sinks; called by any thread. */
public interface SinkListener {
  /**
   * The outcomes of a point: written, refused by the database, or dropped before it was offered.
   */
  enum Points {
    WRITTEN,
    REFUSED,
    DROPPED
  }

  /** A request was answered, or not; {@code outcome} is one word. */
  void requested(String sink, String outcome);

  /** Points had this outcome. */
  void ended(String sink, Points how, long count);
}
