package org.ixpqos.collector.http;

/** What a route asks of who calls it. */
public enum Access {
  /** Nothing. */
  OPEN,
  /** A login, where one is configured: the page, and all that it and other readers ask. */
  READ,
  /** A key that probes send. */
  KEY,
  /** A login of one whom the configuration names as an administrator. */
  ADMIN
}
